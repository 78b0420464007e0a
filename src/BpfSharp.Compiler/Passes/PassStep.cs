// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Passes;

/// <summary>Passes run in turn over a function, again and again until nothing changes, so many times at most.</summary>
internal readonly record struct PassStep(IFunctionPass[] Passes, int Rounds);
