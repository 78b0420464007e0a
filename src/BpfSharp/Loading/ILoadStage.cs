// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Loading;

/// <summary>One step of loading an object; steps share a <see cref="LoadContext"/> and run in the order <see cref="Loader"/> lists them.</summary>
internal interface ILoadStage
{
    void Run(LoadContext context);
}
