// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>A transform of one function.</summary>
internal interface IFunctionPass
{
    /// <summary>Short name for dumps and switches, such as "copy-prop".</summary>
    string Name { get; }

    /// <summary>Returns true when it changed something.</summary>
    bool Run(Function function, PassContext context);
}

/// <summary>A transform of all functions together.</summary>
internal interface IModulePass
{
    string Name { get; }
    bool Run(Module module, PassContext context);
}
