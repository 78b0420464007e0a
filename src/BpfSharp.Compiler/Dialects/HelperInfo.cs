// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Dialects;

/// <summary>What a helper gives back.</summary>
internal enum HelperReturn
{
    Void,
    /// <summary>A number, negative errno included.</summary>
    Integer,
    /// <summary>Memory inside a map value.</summary>
    MapValue,
    /// <summary>A reserved ring-buffer record.</summary>
    RingRecord,
    /// <summary>Memory of a dynptr.</summary>
    Memory,
    /// <summary>A kernel object whose type the verifier knows: its fields may be loaded directly.</summary>
    Trusted,
    /// <summary>The address of a kernel object, as a plain number to the verifier.</summary>
    KernelPointer,
}

/// <summary>What a helper does to memory that the program reads.</summary>
internal enum HelperMemory
{
    /// <summary>It may change any, when it is not known to write its first argument only.</summary>
    Unknown,
    /// <summary>Nothing.</summary>
    Quiet,
    /// <summary>Overwrites the buffer in its first argument to the end, which the second tells, with zeros where there is nothing to read.</summary>
    Fills,
}

/// <summary>What the verifier wants in an argument.</summary>
internal enum HelperArgument
{
    Anything,
    Context,
    MapPointer,
    /// <summary>Points to as many initialised bytes as the map's key has.</summary>
    MapKey,
    /// <summary>Points to as many initialised bytes as the map's value has.</summary>
    MapValue,
    /// <summary>As <see cref="MapValue"/>, but the helper fills it.</summary>
    UninitMapValue,
    /// <summary>Points to initialised memory, sized by the next argument when that is a <see cref="Size"/>, else by the pointee.</summary>
    Memory,
    /// <summary>As <see cref="Memory"/>, but the helper fills it.</summary>
    UninitMemory,
    /// <summary>Bytes of the argument before; needs a known range.</summary>
    Size,
    /// <summary>Must be a constant.</summary>
    Constant,
    /// <summary>Null or a pointer into the stack, handed to a callback.</summary>
    StackOrNull,
    /// <summary>A kernel object whose type the verifier knows.</summary>
    Object,
    RingRecord,
    DynamicPointer,
    /// <summary>A spin lock, timer or kernel pointer inside a map value.</summary>
    MapValueField,
    Callback,
    /// <summary>A zero-terminated string in a read-only map.</summary>
    ConstantString,
}

/// <summary>One row of the helper table.</summary>
/// <param name="ReturnsNull">The result must be compared with null before use.</param>
/// <param name="MinimumKernel">As LINUX_VERSION_CODE counts.</param>
/// <param name="Result">C type of the result.</param>
/// <param name="ParameterTypes">C types of the parameters; "..." ends a variadic list.</param>
internal sealed record HelperInfo(
    int Id, string Name, int MinimumKernel, HelperReturn Return, bool ReturnsNull, HelperMemory Memory, string Result,
    IReadOnlyList<HelperArgument> Arguments, IReadOnlyList<string> ParameterTypes, bool IsGplOnly)
{
    /// <summary>The argument that tells the size of memory argument <paramref name="index"/>, or -1 when its pointee does.</summary>
    public int SizeArgument(int index) => index + 1 < Arguments.Count && Arguments[index + 1] == HelperArgument.Size ? index + 1 : -1;
}
