// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Macros defined before the program starts: the target's, as clang has them for little-endian BPF.</summary>
internal static class PredefinedMacros
{
    /// <summary>The newest clang whose builtins and attributes programs may rely on here.</summary>
    private const string Fixed = """
        #define _LP64 1
        #define __ATOMIC_ACQUIRE 2
        #define __ATOMIC_ACQ_REL 4
        #define __ATOMIC_CONSUME 1
        #define __ATOMIC_RELAXED 0
        #define __ATOMIC_RELEASE 3
        #define __ATOMIC_SEQ_CST 5
        #define __BIGGEST_ALIGNMENT__ 8
        #define __BITINT_MAXWIDTH__ 128
        #define __BOOL_WIDTH__ 8
        #define __BPF__ 1
        #define __BYTE_ORDER__ __ORDER_LITTLE_ENDIAN__
        #define __CHAR16_TYPE__ unsigned short
        #define __CHAR32_TYPE__ unsigned int
        #define __CHAR_BIT__ 8
        #define __FINITE_MATH_ONLY__ 0
        #define __FLT_EVAL_METHOD__ 0
        #define __FLT_RADIX__ 2
        #define __GNUC_MINOR__ 2
        #define __GNUC_PATCHLEVEL__ 1
        #define __GNUC_STDC_INLINE__ 1
        #define __GNUC__ 4
        #define __INT16_C_SUFFIX__
        #define __INT16_MAX__ 32767
        #define __INT16_TYPE__ short
        #define __INT32_C_SUFFIX__
        #define __INT32_MAX__ 2147483647
        #define __INT32_TYPE__ int
        #define __INT64_C_SUFFIX__ L
        #define __INT64_MAX__ 9223372036854775807L
        #define __INT64_TYPE__ long int
        #define __INT8_C_SUFFIX__
        #define __INT8_MAX__ 127
        #define __INT8_TYPE__ signed char
        #define __INTMAX_C_SUFFIX__ L
        #define __INTMAX_MAX__ 9223372036854775807L
        #define __INTMAX_TYPE__ long int
        #define __INTMAX_WIDTH__ 64
        #define __INTPTR_MAX__ 9223372036854775807L
        #define __INTPTR_TYPE__ long int
        #define __INTPTR_WIDTH__ 64
        #define __INT_FAST16_MAX__ 32767
        #define __INT_FAST16_TYPE__ short
        #define __INT_FAST16_WIDTH__ 16
        #define __INT_FAST32_MAX__ 2147483647
        #define __INT_FAST32_TYPE__ int
        #define __INT_FAST32_WIDTH__ 32
        #define __INT_FAST64_MAX__ 9223372036854775807L
        #define __INT_FAST64_TYPE__ long int
        #define __INT_FAST64_WIDTH__ 64
        #define __INT_FAST8_MAX__ 127
        #define __INT_FAST8_TYPE__ signed char
        #define __INT_FAST8_WIDTH__ 8
        #define __INT_LEAST16_MAX__ 32767
        #define __INT_LEAST16_TYPE__ short
        #define __INT_LEAST16_WIDTH__ 16
        #define __INT_LEAST32_MAX__ 2147483647
        #define __INT_LEAST32_TYPE__ int
        #define __INT_LEAST32_WIDTH__ 32
        #define __INT_LEAST64_MAX__ 9223372036854775807L
        #define __INT_LEAST64_TYPE__ long int
        #define __INT_LEAST64_WIDTH__ 64
        #define __INT_LEAST8_MAX__ 127
        #define __INT_LEAST8_TYPE__ signed char
        #define __INT_LEAST8_WIDTH__ 8
        #define __INT_MAX__ 2147483647
        #define __INT_WIDTH__ 32
        #define __LITTLE_ENDIAN__ 1
        #define __LLONG_WIDTH__ 64
        #define __LONG_LONG_MAX__ 9223372036854775807LL
        #define __LONG_MAX__ 9223372036854775807L
        #define __LONG_WIDTH__ 64
        #define __LP64__ 1
        #define __NO_INLINE__ 1
        #define __ORDER_BIG_ENDIAN__ 4321
        #define __ORDER_LITTLE_ENDIAN__ 1234
        #define __ORDER_PDP_ENDIAN__ 3412
        #define __POINTER_WIDTH__ 64
        #define __PTRDIFF_MAX__ 9223372036854775807L
        #define __PTRDIFF_TYPE__ long int
        #define __PTRDIFF_WIDTH__ 64
        #define __SCHAR_MAX__ 127
        #define __SHRT_MAX__ 32767
        #define __SHRT_WIDTH__ 16
        #define __SIG_ATOMIC_MAX__ 2147483647
        #define __SIG_ATOMIC_WIDTH__ 32
        #define __SIZEOF_DOUBLE__ 8
        #define __SIZEOF_FLOAT__ 4
        #define __SIZEOF_INT128__ 16
        #define __SIZEOF_INT__ 4
        #define __SIZEOF_LONG_DOUBLE__ 8
        #define __SIZEOF_LONG_LONG__ 8
        #define __SIZEOF_LONG__ 8
        #define __SIZEOF_POINTER__ 8
        #define __SIZEOF_PTRDIFF_T__ 8
        #define __SIZEOF_SHORT__ 2
        #define __SIZEOF_SIZE_T__ 8
        #define __SIZEOF_WCHAR_T__ 4
        #define __SIZEOF_WINT_T__ 4
        #define __SIZE_MAX__ 18446744073709551615UL
        #define __SIZE_TYPE__ long unsigned int
        #define __SIZE_WIDTH__ 64
        #define __STDC_HOSTED__ 1
        #define __STDC_UTF_16__ 1
        #define __STDC_UTF_32__ 1
        #define __STDC_VERSION__ 201710L
        #define __STDC__ 1
        #define __UINT16_C_SUFFIX__
        #define __UINT16_MAX__ 65535
        #define __UINT16_TYPE__ unsigned short
        #define __UINT32_C_SUFFIX__ U
        #define __UINT32_MAX__ 4294967295U
        #define __UINT32_TYPE__ unsigned int
        #define __UINT64_C_SUFFIX__ UL
        #define __UINT64_MAX__ 18446744073709551615UL
        #define __UINT64_TYPE__ long unsigned int
        #define __UINT8_C_SUFFIX__
        #define __UINT8_MAX__ 255
        #define __UINT8_TYPE__ unsigned char
        #define __UINTMAX_C_SUFFIX__ UL
        #define __UINTMAX_MAX__ 18446744073709551615UL
        #define __UINTMAX_TYPE__ long unsigned int
        #define __UINTMAX_WIDTH__ 64
        #define __UINTPTR_MAX__ 18446744073709551615UL
        #define __UINTPTR_TYPE__ long unsigned int
        #define __UINTPTR_WIDTH__ 64
        #define __UINT_FAST16_MAX__ 65535
        #define __UINT_FAST16_TYPE__ unsigned short
        #define __UINT_FAST32_MAX__ 4294967295U
        #define __UINT_FAST32_TYPE__ unsigned int
        #define __UINT_FAST64_MAX__ 18446744073709551615UL
        #define __UINT_FAST64_TYPE__ long unsigned int
        #define __UINT_FAST8_MAX__ 255
        #define __UINT_FAST8_TYPE__ unsigned char
        #define __UINT_LEAST16_MAX__ 65535
        #define __UINT_LEAST16_TYPE__ unsigned short
        #define __UINT_LEAST32_MAX__ 4294967295U
        #define __UINT_LEAST32_TYPE__ unsigned int
        #define __UINT_LEAST64_MAX__ 18446744073709551615UL
        #define __UINT_LEAST64_TYPE__ long unsigned int
        #define __UINT_LEAST8_MAX__ 255
        #define __UINT_LEAST8_TYPE__ unsigned char
        #define __USER_LABEL_PREFIX__
        #define __WCHAR_MAX__ 2147483647
        #define __WCHAR_TYPE__ int
        #define __WCHAR_WIDTH__ 32
        #define __WINT_MAX__ 2147483647
        #define __WINT_TYPE__ int
        #define __WINT_WIDTH__ 32
        #define __bpf__ 1
        #define __BPF_FEATURE_ADDR_SPACE_CAST 1
        #define __clang__ 1
        #define __clang_literal_encoding__ "UTF-8"
        #define __clang_wide_literal_encoding__ "UTF-32"
        #define __llvm__ 1
        #define __clang_major__ 18
        #define __clang_minor__ 0
        #define __clang_patchlevel__ 0
        #define __clang_version__ "18.0.0 (BpfSharp)"
        #define __VERSION__ "BpfSharp"
        #define __BPFSHARP__ 1

        """;

    public static string Text(int cpuVersion) =>
        Fixed + string.Create(CultureInfo.InvariantCulture, $"#define __BPF_CPU_VERSION__ {cpuVersion}\n") + Features(cpuVersion);

    private static string Features(int cpuVersion)
    {
        var text = "";
        text += cpuVersion >= 2 ? "#define __BPF_FEATURE_JMP_EXT 1\n" : "";
        text += cpuVersion >= 3 ? "#define __BPF_FEATURE_JMP32 1\n#define __BPF_FEATURE_ALU32 1\n" : "";
        text += cpuVersion >= 4
            ? "#define __BPF_FEATURE_LDSX 1\n#define __BPF_FEATURE_MOVSX 1\n#define __BPF_FEATURE_BSWAP 1\n#define __BPF_FEATURE_SDIV_SMOD 1\n#define __BPF_FEATURE_GOTOL 1\n#define __BPF_FEATURE_ST 1\n"
            : "";
        return text;
    }
}
