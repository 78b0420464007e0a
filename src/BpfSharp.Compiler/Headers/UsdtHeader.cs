// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Headers;

/// <summary>The text behind bpf/usdt.bpf.h: arguments of user-space static probes.</summary>
/// <remarks>
/// The maps' names and their records' members are what libbpf's user-space half fills in (usdt.c): per probe site where each argument is found.
/// Everything else is ours.
/// </remarks>
internal static class UsdtHeader
{
    public const string Name = "bpf/usdt.bpf.h";

    public const string Text = """
        #pragma once
        #ifndef BPF_USDT_MAX_SPEC_CNT
        #define BPF_USDT_MAX_SPEC_CNT 256
        #endif
        #ifndef BPF_USDT_MAX_IP_CNT
        #define BPF_USDT_MAX_IP_CNT (4 * BPF_USDT_MAX_SPEC_CNT)
        #endif
        #define BPF_USDT_MAX_ARG_CNT 12

        enum __bpf_usdt_arg_type { BPF_USDT_ARG_CONST, BPF_USDT_ARG_REG, BPF_USDT_ARG_REG_DEREF, BPF_USDT_ARG_SIB };

        struct __bpf_usdt_arg_spec {
            unsigned long long val_off;
            enum __bpf_usdt_arg_type arg_type : 8;
            unsigned short idx_reg_off : 12;
            unsigned short scale_bitshift : 4;
            unsigned char __reserved : 8;
            short reg_off;
            _Bool arg_signed;
            char arg_bitshift;
        };

        struct __bpf_usdt_spec {
            struct __bpf_usdt_arg_spec args[BPF_USDT_MAX_ARG_CNT];
            unsigned long long usdt_cookie;
            short arg_cnt;
        };

        struct {
            int (*type)[2];
            int (*max_entries)[BPF_USDT_MAX_SPEC_CNT];
            int *key;
            struct __bpf_usdt_spec *value;
        } __bpf_usdt_specs __attribute__((section(".maps"), weak));

        struct {
            int (*type)[1];
            int (*max_entries)[BPF_USDT_MAX_IP_CNT];
            long *key;
            unsigned int *value;
        } __bpf_usdt_ip_to_spec_id __attribute__((section(".maps"), weak));

        extern const _Bool LINUX_HAS_BPF_COOKIE __attribute__((section(".kconfig")));

        static inline __attribute__((always_inline)) struct __bpf_usdt_spec *__bpf_usdt_find(struct pt_regs *ctx)
        {
            int number = -1;
            if (LINUX_HAS_BPF_COOKIE) {
                number = bpf_get_attach_cookie(ctx);
            } else {
                long address = PT_REGS_IP(ctx);
                int *known = bpf_map_lookup_elem(&__bpf_usdt_ip_to_spec_id, &address);
                if (known)
                    number = *known;
            }
            return number < 0 ? (struct __bpf_usdt_spec *)0 : bpf_map_lookup_elem(&__bpf_usdt_specs, &number);
        }

        static inline __attribute__((always_inline)) struct __bpf_usdt_arg_spec *__bpf_usdt_find_arg(struct pt_regs *ctx, unsigned long long number, int *error)
        {
            struct __bpf_usdt_spec *spec = __bpf_usdt_find(ctx);
            *error = -3;
            if (!spec)
                return 0;
            *error = -2;
            if (number >= BPF_USDT_MAX_ARG_CNT)
                return 0;
            __asm__ volatile("" : "+r"(number));
            return number < spec->arg_cnt ? &spec->args[number] : 0;
        }

        static inline __attribute__((always_inline)) int __bpf_usdt_register(struct pt_regs *ctx, long offset, unsigned long *value)
        {
            return bpf_probe_read_kernel(value, sizeof(*value), (char *)ctx + offset);
        }

        static inline int bpf_usdt_arg_cnt(struct pt_regs *ctx)
        {
            struct __bpf_usdt_spec *spec = __bpf_usdt_find(ctx);
            return spec ? spec->arg_cnt : -3;
        }

        static inline int bpf_usdt_arg_size(struct pt_regs *ctx, unsigned long long number)
        {
            int error;
            struct __bpf_usdt_arg_spec *arg = __bpf_usdt_find_arg(ctx, number, &error);
            return arg ? (unsigned int)(64 - arg->arg_bitshift) / 8 : error;
        }

        static inline long bpf_usdt_cookie(struct pt_regs *ctx)
        {
            struct __bpf_usdt_spec *spec = __bpf_usdt_find(ctx);
            return spec ? spec->usdt_cookie : 0;
        }

        static inline int bpf_usdt_arg(struct pt_regs *ctx, unsigned long long number, long *result)
        {
            int error;
            unsigned long value = 0, index = 0;
            struct __bpf_usdt_arg_spec *arg = __bpf_usdt_find_arg(ctx, number, &error);
            *result = 0;
            if (!arg)
                return error;
            int type = arg->arg_type;
            if (type > BPF_USDT_ARG_SIB)
                return -22;
            if (type == BPF_USDT_ARG_CONST) {
                value = arg->val_off;
            } else {
                if ((error = __bpf_usdt_register(ctx, arg->reg_off, &value)))
                    return error;
                if (type == BPF_USDT_ARG_SIB && (error = __bpf_usdt_register(ctx, arg->idx_reg_off, &index)))
                    return error;
                value += (index << arg->scale_bitshift);
                if (type != BPF_USDT_ARG_REG && (error = bpf_probe_read_user(&value, sizeof(value), (void *)(value + arg->val_off))))
                    return error;
            }
            value <<= arg->arg_bitshift;
            *result = arg->arg_signed ? (long)value >> arg->arg_bitshift : (long)(value >> arg->arg_bitshift);
            return 0;
        }

        #define __bpf_usdt_value(n) ({ long __value; bpf_usdt_arg(ctx, n, &__value); (void *)__value; })
        #define __bpf_usdt_values0() ctx
        #define __bpf_usdt_values1(a) ctx, __bpf_usdt_value(0)
        #define __bpf_usdt_values2(a, b) __bpf_usdt_values1(a), __bpf_usdt_value(1)
        #define __bpf_usdt_values3(a, b, c) __bpf_usdt_values2(a, b), __bpf_usdt_value(2)
        #define __bpf_usdt_values4(a, b, c, d) __bpf_usdt_values3(a, b, c), __bpf_usdt_value(3)
        #define __bpf_usdt_values5(a, b, c, d, e) __bpf_usdt_values4(a, b, c, d), __bpf_usdt_value(4)
        #define __bpf_usdt_values6(a, b, c, d, e, f) __bpf_usdt_values5(a, b, c, d, e), __bpf_usdt_value(5)
        #define __bpf_usdt_values7(a, b, c, d, e, f, g) __bpf_usdt_values6(a, b, c, d, e, f), __bpf_usdt_value(6)
        #define __bpf_usdt_values8(a, b, c, d, e, f, g, h) __bpf_usdt_values7(a, b, c, d, e, f, g), __bpf_usdt_value(7)
        #define __bpf_usdt_values9(a, b, c, d, e, f, g, h, i) __bpf_usdt_values8(a, b, c, d, e, f, g, h), __bpf_usdt_value(8)
        #define __bpf_usdt_values10(a, b, c, d, e, f, g, h, i, j) __bpf_usdt_values9(a, b, c, d, e, f, g, h, i), __bpf_usdt_value(9)
        #define __bpf_usdt_values11(a, b, c, d, e, f, g, h, i, j, k) __bpf_usdt_values10(a, b, c, d, e, f, g, h, i, j), __bpf_usdt_value(10)
        #define __bpf_usdt_values12(a, b, c, d, e, f, g, h, i, j, k, l) __bpf_usdt_values11(a, b, c, d, e, f, g, h, i, j, k), __bpf_usdt_value(11)
        #define __bpf_usdt_pick(_, a, b, c, d, e, f, g, h, i, j, k, l, which, ...) which
        #define __bpf_usdt_values(args...) __bpf_usdt_pick(_, ##args, __bpf_usdt_values12, __bpf_usdt_values11, __bpf_usdt_values10, __bpf_usdt_values9, \
            __bpf_usdt_values8, __bpf_usdt_values7, __bpf_usdt_values6, __bpf_usdt_values5, __bpf_usdt_values4, __bpf_usdt_values3, __bpf_usdt_values2, \
            __bpf_usdt_values1, __bpf_usdt_values0)(args)
        #define BPF_USDT(name, args...) \
            name(struct pt_regs *ctx); \
            static inline __attribute__((always_inline)) __typeof__(name(0)) ____##name(struct pt_regs *ctx, ##args); \
            __typeof__(name(0)) name(struct pt_regs *ctx) { \
                _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wint-conversion\"") \
                return ____##name(__bpf_usdt_values(args)); \
                _Pragma("GCC diagnostic pop") } \
            static inline __attribute__((always_inline)) __typeof__(name(0)) ____##name(struct pt_regs *ctx, ##args)

        """;
}
