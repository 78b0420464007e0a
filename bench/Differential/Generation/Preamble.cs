// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>What stands before generated programs, so that the same text is a BPF program and a function for this machine.</summary>
internal static class Preamble
{
    /// <summary>The entry is an XDP program: no kernel type or privilege decides anything about it but the verifier's proof.</summary>
    public const string Bpf = Common + """
        #define ENTRY __attribute__((section("xdp"), used))
        #define MAP(NAME, KIND, KEY, VALUE, ENTRIES) \
            struct { int (*type)[KIND]; KEY *key; VALUE *value; int (*max_entries)[ENTRIES]; } NAME __attribute__((section(".maps"), used))
        static void *(*bpf_map_lookup_elem)(void *, const void *) = (void *)1;
        static long (*bpf_map_update_elem)(void *, const void *, const void *, unsigned long) = (void *)2;
        static long (*bpf_map_delete_elem)(void *, const void *) = (void *)3;
        static long (*bpf_for_each_map_elem)(void *, void *, void *, unsigned long) = (void *)164;
        static long (*bpf_loop)(unsigned int, void *, void *, unsigned long) = (void *)181;
        static long (*bpf_probe_read_kernel)(void *, unsigned int, const void *) = (void *)113;
        char _license[] __attribute__((section("license"), used)) = "GPL";

        """;

    /// <summary>Maps and helpers modelled after the kernel's, errors included.</summary>
    public const string Native = Common + """
        #define ENTRY
        #define MAP(NAME, KIND, KEY, VALUE, ENTRIES) static struct native_map NAME = { KIND, sizeof(KEY), sizeof(VALUE), ENTRIES }
        int printf(const char *, ...);
        void *calloc(unsigned long, unsigned long);
        struct native_map { int kind; unsigned int key, value, entries; struct native_entry { int used; unsigned char key[8], *value; } *all; };

        static int is_hash(struct native_map *m) { return m->kind == 1 || m->kind == 5; }

        static struct native_entry *find(struct native_map *m, const void *key)
        {
            unsigned int i;
            if (!m->all)
                for (m->all = calloc(m->entries, sizeof(*m->all)), i = 0; i < m->entries; i++)
                    m->all[i].value = calloc(1, m->value);
            if (!is_hash(m))
                return *(unsigned int *)key < m->entries ? &m->all[*(unsigned int *)key] : 0;
            for (i = 0; i < m->entries; i++)
                if (m->all[i].used && !__builtin_memcmp(m->all[i].key, key, m->key))
                    return &m->all[i];
            return 0;
        }

        static void *bpf_map_lookup_elem(void *map, const void *key)
        {
            struct native_entry *e = find(map, key);
            return e ? e->value : 0;
        }

        static long bpf_map_update_elem(void *map, const void *key, const void *value, unsigned long flags)
        {
            struct native_map *m = map;
            struct native_entry *e = find(m, key);
            unsigned int i;
            if (flags > 2)
                return -22;
            if (!is_hash(m) && !e)
                return -7;
            if (e && flags == 1)
                return -17;
            if (!e && flags == 2)
                return -2;
            for (i = 0; !e && i < m->entries; i++)
                if (!m->all[i].used)
                    e = &m->all[i];
            if (!e)
                return -7;
            e->used = 1;
            if (is_hash(m))
                __builtin_memcpy(e->key, key, m->key);
            __builtin_memcpy(e->value, value, m->value);
            return 0;
        }

        static long bpf_map_delete_elem(void *map, const void *key)
        {
            struct native_entry *e = find(map, key);
            if (!is_hash(map))
                return -22;
            if (!e)
                return -2;
            e->used = 0;
            return 0;
        }

        static long bpf_for_each_map_elem(void *map, void *callback, void *context, unsigned long flags)
        {
            struct native_map *m = map;
            unsigned int i = 0;
            while (i < m->entries) {
                unsigned int key = i++;
                if (((long (*)(void *, void *, void *, void *))callback)(m, &key, find(m, &key)->value, context))
                    break;
            }
            return i;
        }

        static long bpf_loop(unsigned int n, void *callback, void *context, unsigned long flags)
        {
            unsigned int i = 0;
            while (i < n)
                if (((long (*)(unsigned long, void *))callback)(i++, context))
                    break;
            return i;
        }

        static long bpf_probe_read_kernel(void *to, unsigned int size, const void *from) { __builtin_memcpy(to, from, size); return 0; }

        static unsigned char packet[64];

        static struct xdp_md *fresh_packet(void)
        {
            static struct xdp_md context;
            for (int i = 0; i < 64; i++)
                packet[i] = i * 37 + 11;
            context.data = (unsigned int)(unsigned long)packet;
            context.data_end = context.data + 64;
            return &context;
        }

        """;

    private const string Common = """
        #define NOINLINE __attribute__((noinline))
        #define INLINE inline __attribute__((always_inline))
        enum color { RED, GREEN = 5, BLUE = 0x7fffffff };
        enum sign { MINUS = -1, PLUS = 1, FAR = 100000 };
        struct xdp_md { unsigned int data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex; };

        """;
}
