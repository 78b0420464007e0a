// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Dialects;
using BpfSharp.Isa;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using Xunit.Sdk;

namespace BpfSharp.Tests.Native;

/// <summary>
/// What xunit instantiates by reflection when sequences of structs are compared, said where the native compiler sees it. A test that compares another struct
/// fails natively with "missing native code" and the type's name: it belongs into this list.
/// </summary>
internal static class Generics
{
    public static void Keep()
    {
        Keep<bool>();
        Keep<byte>();
        Keep<uint>();
        Keep<int>();
        Keep<long>();
        Keep<ulong>();
        Keep<KeyValuePair<int, long>>();
        Keep<(string, bool)>();
        Keep<(string, string)>();
        Keep<(string, string, string)>();
        Keep<BtfKind>();
        Keep<HelperArgument>();
        Keep<LineRecord>();
        Keep<Relocation>();
        Keep<SymbolUse>();
    }

    private static void Keep<T>()
    {
        using var tracker = Array.Empty<T>().AsTracker();
        Action<T, T> equal = Assert.Equal;
        GC.KeepAlive(equal);
        Assert.Equal(Enumerable.Empty<T>(), [], EqualityComparer<T>.Default);
    }
}
