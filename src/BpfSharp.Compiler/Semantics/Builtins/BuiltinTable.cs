// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Semantics;

/// <summary>Names of compiler builtins, and of the C library functions that stand for them.</summary>
internal static class BuiltinTable
{
    public static IEnumerable<string> SimilarNames(string name) => Names.Where(n => Diagnostics.Spelling.IsNear(name, n));

    private static readonly PointerType Pointer = new(VoidType.Instance);
    private static readonly PointerType ConstPointer = new(new QualifiedType(VoidType.Instance, TypeQualifiers.Const | TypeQualifiers.Volatile));
    private static readonly PointerType Text = new(new QualifiedType(IntegerType.Char, TypeQualifiers.Const));
    private static readonly (string Name, Builtin Fetch, Builtin After)[] Updates =
    [
        ("add", Builtin.FetchAndAdd, Builtin.AddAndFetch), ("sub", Builtin.FetchAndSub, Builtin.SubAndFetch),
        ("or", Builtin.FetchAndOr, Builtin.OrAndFetch), ("and", Builtin.FetchAndAnd, Builtin.AndAndFetch),
        ("xor", Builtin.FetchAndXor, Builtin.XorAndFetch),
    ];

    /// <summary>C library functions the compiler knows; programs may define their own.</summary>
    private static readonly string[] Library = ["memcpy", "memmove", "memset", "memcmp", "strlen", "strcmp", "strncmp", "abs", "labs", "ffs"];

    // Last: building it reads the fields above.
    private static readonly Dictionary<string, BuiltinSignature> Table = Build();

    public static BuiltinSignature? Find(string name)
    {
        if (Table.TryGetValue(name, out var signature))
        {
            return signature;
        }

        return Array.IndexOf(Library, name) >= 0 ? Table["__builtin_" + name] : null;
    }

    public static IEnumerable<string> Names => Table.Keys;

    private static Dictionary<string, BuiltinSignature> Build()
    {
        var table = new Dictionary<string, BuiltinSignature>(StringComparer.Ordinal);
        AddMemory(table);
        AddBits(table);
        AddOverflow(table);
        AddSync(table);
        AddAtomic(table);
        AddOthers(table);
        return table;
    }

    private static void Add(Dictionary<string, BuiltinSignature> table, string name, Builtin builtin, CType result, params CType[] parameters) =>
        table[name] = new BuiltinSignature(builtin, BuiltinForm.Fixed, result, parameters);

    private static void Add(Dictionary<string, BuiltinSignature> table, string name, Builtin builtin, BuiltinForm form, int arguments) =>
        table[name] = new BuiltinSignature(builtin, form, VoidType.Instance, new CType[arguments]);

    private static void AddMemory(Dictionary<string, BuiltinSignature> table)
    {
        Add(table, "__builtin_memcpy", Builtin.Memcpy, Pointer, Pointer, ConstPointer, IntegerType.UnsignedLong);
        Add(table, "__builtin_memcpy_inline", Builtin.Memcpy, Pointer, Pointer, ConstPointer, IntegerType.UnsignedLong);
        Add(table, "__builtin_memmove", Builtin.Memmove, Pointer, Pointer, ConstPointer, IntegerType.UnsignedLong);
        Add(table, "__builtin_memset", Builtin.Memset, Pointer, Pointer, IntegerType.Int, IntegerType.UnsignedLong);
        Add(table, "__builtin_memset_inline", Builtin.Memset, Pointer, Pointer, IntegerType.Int, IntegerType.UnsignedLong);
        Add(table, "__builtin_memcmp", Builtin.Memcmp, IntegerType.Int, ConstPointer, ConstPointer, IntegerType.UnsignedLong);
        Add(table, "__builtin_bcmp", Builtin.Memcmp, IntegerType.Int, ConstPointer, ConstPointer, IntegerType.UnsignedLong);
        Add(table, "__builtin_strlen", Builtin.Strlen, IntegerType.UnsignedLong, Text);
        Add(table, "__builtin_strcmp", Builtin.Strcmp, IntegerType.Int, Text, Text);
        Add(table, "__builtin_strncmp", Builtin.Strncmp, IntegerType.Int, Text, Text, IntegerType.UnsignedLong);
    }

    private static void AddBits(Dictionary<string, BuiltinSignature> table)
    {
        Add(table, "__builtin_bswap16", Builtin.Bswap16, IntegerType.UnsignedShort, IntegerType.UnsignedShort);
        Add(table, "__builtin_bswap32", Builtin.Bswap32, IntegerType.UnsignedInt, IntegerType.UnsignedInt);
        Add(table, "__builtin_bswap64", Builtin.Bswap64, IntegerType.UnsignedLong, IntegerType.UnsignedLong);
        (string, Builtin)[] counts = [("clz", Builtin.Clz), ("ctz", Builtin.Ctz), ("popcount", Builtin.Popcount), ("parity", Builtin.Parity)];
        foreach (var (name, builtin) in counts)
        {
            Add(table, "__builtin_" + name, builtin, IntegerType.Int, IntegerType.UnsignedInt);
            Add(table, "__builtin_" + name + "l", builtin, IntegerType.Int, IntegerType.UnsignedLong);
            Add(table, "__builtin_" + name + "ll", builtin, IntegerType.Int, IntegerType.UnsignedLongLong);
        }

        Add(table, "__builtin_ffs", Builtin.Ffs, IntegerType.Int, IntegerType.Int);
        Add(table, "__builtin_ffsl", Builtin.Ffs, IntegerType.Int, IntegerType.Long);
        Add(table, "__builtin_ffsll", Builtin.Ffs, IntegerType.Int, IntegerType.LongLong);
        Add(table, "__builtin_abs", Builtin.Abs, IntegerType.Int, IntegerType.Int);
        Add(table, "__builtin_labs", Builtin.Abs, IntegerType.Long, IntegerType.Long);
        Add(table, "__builtin_llabs", Builtin.Abs, IntegerType.LongLong, IntegerType.LongLong);
    }

    private static void AddOverflow(Dictionary<string, BuiltinSignature> table)
    {
        (string, Builtin)[] operations = [("add", Builtin.AddOverflow), ("sub", Builtin.SubOverflow), ("mul", Builtin.MulOverflow)];
        (string, CType)[] types =
        [
            ("s", IntegerType.Int), ("sl", IntegerType.Long), ("sll", IntegerType.LongLong),
            ("u", IntegerType.UnsignedInt), ("ul", IntegerType.UnsignedLong), ("ull", IntegerType.UnsignedLongLong),
        ];
        foreach (var (name, builtin) in operations)
        {
            Add(table, $"__builtin_{name}_overflow", builtin, BuiltinForm.Overflow, 3);
            foreach (var (letters, type) in types)
            {
                // saddl_overflow, umulll_overflow: the sign before, the length after the operation.
                Add(table, $"__builtin_{letters[0]}{name}{letters[1..]}_overflow", builtin, IntegerType.Bool, type, type, new PointerType(type));
            }
        }
    }

    private static void AddSync(Dictionary<string, BuiltinSignature> table)
    {
        foreach (var (name, fetch, after) in Updates)
        {
            Add(table, "__sync_fetch_and_" + name, fetch, BuiltinForm.AtomicUpdate, 2);
            Add(table, $"__sync_{name}_and_fetch", after, BuiltinForm.AtomicUpdate, 2);
        }

        Add(table, "__sync_lock_test_and_set", Builtin.Exchange, BuiltinForm.AtomicUpdate, 2);
        Add(table, "__sync_swap", Builtin.Exchange, BuiltinForm.AtomicUpdate, 2);
        Add(table, "__sync_lock_release", Builtin.AtomicStoreRelease, BuiltinForm.LockRelease, 1);
        Add(table, "__sync_val_compare_and_swap", Builtin.CompareAndSwapValue, BuiltinForm.CompareAndSwap, 3);
        Add(table, "__sync_bool_compare_and_swap", Builtin.CompareAndSwapBool, BuiltinForm.CompareAndSwap, 3);
        Add(table, "__sync_synchronize", Builtin.Fence, VoidType.Instance);
    }

    private static void AddAtomic(Dictionary<string, BuiltinSignature> table)
    {
        foreach (var (name, fetch, after) in Updates)
        {
            Add(table, "__atomic_fetch_" + name, fetch, BuiltinForm.AtomicUpdate, 2);
            Add(table, $"__atomic_{name}_fetch", after, BuiltinForm.AtomicUpdate, 2);
        }

        Add(table, "__atomic_exchange_n", Builtin.Exchange, BuiltinForm.AtomicUpdate, 2);
        Add(table, "__atomic_load_n", Builtin.AtomicLoad, BuiltinForm.AtomicLoad, 1);
        Add(table, "__atomic_store_n", Builtin.AtomicStore, BuiltinForm.AtomicStore, 2);
        Add(table, "__atomic_compare_exchange_n", Builtin.CompareAndSwapValue, BuiltinForm.CompareExchange, 3);
        Add(table, "__atomic_thread_fence", Builtin.Fence, VoidType.Instance);
        Add(table, "__atomic_signal_fence", Builtin.Fence, VoidType.Instance);
    }

    private static void AddOthers(Dictionary<string, BuiltinSignature> table)
    {
        Add(table, "__builtin_expect", Builtin.Expect, IntegerType.Long, IntegerType.Long, IntegerType.Long);
        Add(table, "__builtin_expect_with_probability", Builtin.Expect, IntegerType.Long, IntegerType.Long, IntegerType.Long);
        Add(table, "__builtin_unreachable", Builtin.Unreachable, VoidType.Instance);
        Add(table, "__builtin_trap", Builtin.Trap, VoidType.Instance);
        Add(table, "__builtin_frame_address", Builtin.FrameAddress, Pointer, IntegerType.UnsignedInt);
        Add(table, "__builtin_return_address", Builtin.ReturnAddress, Pointer, IntegerType.UnsignedInt);
        Add(table, "__builtin_constant_p", Builtin.ConstantP, BuiltinForm.ConstantP, 1);
        Add(table, "__builtin_preserve_access_index", Builtin.Expect, BuiltinForm.PassThrough, 1);
        Add(table, "__builtin_assume_aligned", Builtin.Expect, BuiltinForm.PassThrough, 1);
        Add(table, "__builtin_launder", Builtin.Expect, BuiltinForm.PassThrough, 1);
        Add(table, "__builtin_assume", Builtin.Expect, BuiltinForm.Hint, 1);
        Add(table, "__builtin_prefetch", Builtin.Expect, BuiltinForm.Hint, 1);
        Add(table, "__builtin_object_size", Builtin.Expect, BuiltinForm.ObjectSize, 2);
        Add(table, "__builtin_dynamic_object_size", Builtin.Expect, BuiltinForm.ObjectSize, 2);
    }
}
