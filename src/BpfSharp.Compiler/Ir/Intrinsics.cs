// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Ir;

/// <summary>Functions without bodies that stand for what only the passes can decide; calls of them are gone before code generation.</summary>
/// <remarks>Being calls, they are in nobody's way: every pass treats a call as reading and writing whatever it can reach.</remarks>
internal sealed class Intrinsics
{
    public const string ConstantP = "__constant_p", Memcpy = "__memcpy", Memmove = "__memmove", Memset = "__memset", Memcmp = "__memcmp", Strlen = "__strlen", EndProgram = "__end_program", CallThrough = "__call_through";

    private readonly Dictionary<(string Name, IrType Type), Function> functions = [];

    /// <summary>1 when its argument has become a constant, 0 when it has not.</summary>
    public Function ConstantPOf(IrType type) => Get(ConstantP, IrType.I32, type);

    /// <summary>Ends the program with result 0, out of whatever function has been inlined; stands before an unreachable end.</summary>
    public Function End() => Get(EndProgram, IrType.Void);

    /// <summary>Copies, compares (pointer, pointer, size) or fills (pointer, byte, size) so many bytes.</summary>
    public Function Memory(string name) => Get(
        name, name == Memcmp ? IrType.I32 : IrType.Void, IrType.Pointer(AddressSpace.Unresolved),
        name == Memset ? IrType.I32 : IrType.Pointer(AddressSpace.Unresolved), IrType.I64);

    /// <summary>The length of the text its argument points to.</summary>
    public Function Length() => Get(Strlen, IrType.I64, IrType.Pointer(AddressSpace.Unresolved));

    /// <summary>The name of the intrinsic an operation calls; null when it calls none.</summary>
    public static string? Called(Operation operation) =>
        operation is { Code: OpCode.Call, Symbol: Function { Blocks.Count: 0, Name: not CallThrough } callee } && IsName(callee.Name) ? callee.Name : null;

    /// <summary>Calls the function its first argument points to; passes find out which that is.</summary>
    public static Function ThroughPointer(IrType result, IReadOnlyList<Value> values) => Stub(CallThrough, result, values);

    public static bool IsName(string name) => name is ConstantP or Memcpy or Memmove or Memset or Memcmp or Strlen or EndProgram or CallThrough;

    /// <summary>A function without a body, for one call.</summary>
    public static Function Stub(string name, IrType result, IReadOnlyList<Value> values)
    {
        var function = new Function(name, result) { IsStatic = true, IsNoInline = true };
        foreach (var value in values)
        {
            function.Parameters.Add(new Parameter(value.Type, function.Parameters.Count, ""));
        }

        return function;
    }

    public static bool IsThroughPointer(Operation operation) => operation is { Code: OpCode.Call, Symbol: Function { Blocks.Count: 0, Name: CallThrough } };

    private Function Get(string name, IrType result, params ReadOnlySpan<IrType> parameters)
    {
        var key = (name, parameters.IsEmpty ? IrType.Void : parameters[0]);
        if (!functions.TryGetValue(key, out var function))
        {
            functions.Add(key, function = new Function(name, result) { IsStatic = true, IsNoInline = true });
            foreach (var type in parameters)
            {
                function.Parameters.Add(new Parameter(type, function.Parameters.Count, ""));
            }
        }

        return function;
    }
}
