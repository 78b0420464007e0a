// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Elf;
using BpfSharp.Tests.Library;

namespace BpfSharp.Tests.Objects;

/// <summary>Remarks on declarations and on pointers in an object's types, and what of an object others may see.</summary>
public sealed class TagTests : IDisposable
{
    private const string Head = "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\nchar LICENSE[] SEC(\"license\") = \"GPL\";\n";

    private const string Tagged = """
        #define REMARK(text) __attribute__((btf_decl_tag(text)))
        #define POINTS(text) __attribute__((btf_type_tag(text)))
        struct held { int number; };
        struct REMARK("record") outer { int a; long b REMARK("member"); struct held POINTS("kept") *pointer; } kept REMARK("variable") = { 1 };
        __attribute__((noinline)) REMARK("function") int helper(struct outer *o REMARK("arg:nonnull"), int n) { return o ? (int)o->b + n : 0; }
        SEC("xdp") int user(void *ctx) { return helper(&kept, 3) + (kept.pointer != 0); }
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("bpfsharp").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [SkippableFact]
    public void Tags_are_what_clang_makes_of_them()
    {
        var ours = Tags(ElfWriter.Write(Compile(Head + Tagged)));
        Assert.Contains("decl 'arg:nonnull' on Function 'helper' 0", ours);
        Assert.Contains("decl 'member' on Struct 'outer' 1", ours);
        Assert.Contains("type 'kept' of 'held'", ours);

        // Older releases of clang drop tags of types.
        Assert.Equal(Tags(ClangObject.Compile(Tagged)).Where(static t => t.StartsWith("decl", StringComparison.Ordinal)), ours.Where(static t => t.StartsWith("decl", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public void The_kernel_and_libbpf_take_tags()
    {
        Needs.Kernel(5, 17);
        var spec = Compile(Head + Tagged);
        using (var loaded = BpfObject.FromSpec(spec))
        {
            loaded.Load();
            Assert.Null(loaded.BtfRefusal);
        }

        Commands.Load(directory, ElfWriter.Write(spec));
    }

    [SkippableFact]
    public void Maps_keep_pointers_to_kernel_objects()
    {
        Needs.Kernel(6, 4);
        using var target = KernelTarget.Running();
        Skip.If(target.Types is null, "this kernel has no BTF");
        var spec = Compile("""
            #include "vmlinux.h"
            #include <bpf/bpf_helpers.h>
            char LICENSE[] SEC("license") = "GPL";
            struct slot { struct task_struct __kptr *task; };
            struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, struct slot); } slots SEC(".maps");
            struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
            void bpf_task_release(struct task_struct *p) __ksym;
            SEC("tp_btf/task_newtask")
            int keep(u64 *ctx)
            {
                int zero = 0;
                struct slot *slot = bpf_map_lookup_elem(&slots, &zero);
                struct task_struct *task, *old;
                if (!slot)
                    return 0;
                task = bpf_task_acquire((struct task_struct *)ctx[0]);
                if (!task)
                    return 0;
                old = bpf_kptr_xchg(&slot->task, task);
                if (old)
                    bpf_task_release(old);
                return 0;
            }
            """, target.DescriptionFor(3));
        Commands.Load(directory, ElfWriter.Write(spec));
        using var loaded = BpfObject.FromSpec(spec);
        loaded.Load();
    }

    [SkippableFact]
    public void Kernel_functions_that_return_records_are_the_kernels()
    {
        Needs.Kernel(6, 4);
        using var target = KernelTarget.Running();
        Skip.If(target.Types is null, "this kernel has no BTF");
        Commands.Load(directory, ElfWriter.Write(Compile("""
            #include "vmlinux.h"
            #include <bpf/bpf_helpers.h>
            char LICENSE[] SEC("license") = "GPL";
            struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
            void bpf_task_release(struct task_struct *p) __ksym;
            SEC("tp_btf/task_newtask")
            int look(u64 *ctx)
            {
                struct task_struct *task = bpf_task_from_pid(1);
                if (task)
                    bpf_task_release(task);
                return 0;
            }
            """, target.DescriptionFor(3))));
    }

    [SkippableFact]
    public void Hidden_functions_are_the_linkers_and_extern_maps_are_another_objects()
    {
        var user = Compile(Head + """
            extern struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, int); __type(value, long); } shared SEC(".maps");
            extern struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, int); __type(value, long); } unused SEC(".maps");
            extern int bump(long *value);
            SEC("xdp") int user(void *ctx) { int key = 1; long *v = bpf_map_lookup_elem(&shared, &key); return v ? bump(v) : 0; }
            """);
        var owner = Compile(Head + """
            struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, int); __type(value, long); } shared SEC(".maps");
            __hidden __attribute__((noinline)) int bump(long *value) { *value += 7; return *value; }
            """);
        Assert.True(Assert.Single(user.Maps) is { Name: "shared", IsExternal: true });
        Assert.Equal(("bump", false, true), owner.Subprograms.Select(s => (s.Name, s.IsGlobal, s.IsHidden)).Single());
        var again = ElfReader.Read(ElfWriter.Write(user), "user");
        Assert.True(Assert.Single(again.Maps).IsExternal);
        Assert.Equal(user.Programs[0].Relocations, again.Programs[0].Relocations);

        var (first, second, joined) = (Path.Combine(directory, "user.o"), Path.Combine(directory, "owner.o"), Path.Combine(directory, "joined.o"));
        File.WriteAllBytes(first, ElfWriter.Write(user));
        File.WriteAllBytes(second, ElfWriter.Write(owner));
        File.WriteAllBytes(joined, BpfSharp.Objects.Linking.ObjectLinker.Link([new("user.o", File.ReadAllBytes(first)), new("owner.o", File.ReadAllBytes(second))]));
        RunsJoined(joined);
        Skip.IfNot(File.Exists(Commands.Bpftool), "bpftool is not installed");
        File.Delete(joined);
        var (code, output) = Commands.Run(Commands.Bpftool, "gen", "object", joined, first, second);
        Assert.True(code == 0, output);
        RunsJoined(joined);
    }

    [SkippableFact]
    public void Objects_that_lack_a_map_say_so()
    {
        Needs.Kernel();
        using var loaded = BpfObject.FromSpec(Compile(Head + """
            extern struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, int); __type(value, long); } shared SEC(".maps");
            SEC("xdp") int user(void *ctx) { int key = 1; return bpf_map_lookup_elem(&shared, &key) ? 2 : 1; }
            """));
        Assert.Contains("bpfsharp link", Assert.Throws<BpfException>(() => loaded.Load()).Message, StringComparison.Ordinal);
    }

    private void RunsJoined(string path)
    {
        Needs.Kernel();
        var spec = ElfReader.Read(File.ReadAllBytes(path), "joined");
        Assert.False(spec.Subprograms.Single(s => s.Name == "bump").IsGlobal);
        using (var loaded = BpfObject.FromSpec(spec))
        {
            loaded.Load();
            Assert.Equal(7u, loaded.Program("user").TestRun(new byte[64]).ReturnValue);
        }

        Commands.Load(directory, File.ReadAllBytes(path));
    }

    private static List<string> Tags(byte[] elf)
    {
        var types = BtfTypes.Parse(ElfReader.Read(elf, "tags").Btf);
        var result = new List<string>();
        for (var id = 1u; id < (uint)types.Count; id++)
        {
            var type = types.Get(id);
            if (type.Kind is BtfKind.DeclTag or BtfKind.TypeTag)
            {
                var target = types.Get(type.TypeId);
                result.Add(type.Kind == BtfKind.TypeTag ? $"type '{type.Name}' of '{target.Name}'" : $"decl '{type.Name}' on {target.Kind} '{target.Name}' {type.ComponentIndex}");
            }
        }

        result.Sort(StringComparer.Ordinal);
        return result;
    }

    private static ObjectSpec Compile(string text, TargetDescription? target = null)
    {
        var options = new CompileOptions { Dialect = BpfSharp.Compiler.Dialect.Libbpf, RecordRelocations = true };
        var result = CCompiler.Compile(text, "tags.bpf.c", options, target ?? new TargetDescription { IsaLevel = 3 });
        Assert.Empty(result.Diagnostics.Select(d => d.Message));
        return result.Object!;
    }
}
