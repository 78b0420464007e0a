// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using BpfSharp.Kernel.Facts;
using BpfSharp.Objects.Btf;
using Kind = BpfSharp.Compiler.Dialect;

namespace BpfSharp.Tests.Compiler.Dialects;

/// <summary>Preprocesses, parses and binds a text in a dialect.</summary>
internal sealed class DialectRun
{
    private const string KernelBtf = "/sys/kernel/btf/vmlinux";
    private static readonly Lazy<BtfTypes> Kernel = new(() => BtfTypes.Parse(File.ReadAllBytes(KernelBtf)));

    private DialectRun(BoundUnit unit, DiagnosticBag diagnostics)
    {
        Unit = unit;
        Diagnostics = diagnostics;
    }

    public BoundUnit Unit { get; }
    public DiagnosticBag Diagnostics { get; }

    public IEnumerable<string> Messages => Diagnostics.Diagnostics.Select(d => d.Descriptor.Id + " " + d.Message);

    public static BtfTypes RequireKernel()
    {
        Support.Machine.RequireFile(KernelBtf, "kernel BTF");
        return Kernel.Value;
    }

    /// <summary>For texts that name what came into the kernel's types with a version.</summary>
    public static void RequireTypesOf(int major, int minor) =>
        Skip.IfNot(KernelRelease.Code >= KernelRelease.Make(major, minor), $"names types of Linux {major}.{minor}");

    public static TargetDescription Target(bool withKernel = true) => new()
    {
        KernelTypes = withKernel ? RequireKernel() : null,
        KernelVersion = 6 << 16 | 18 << 8,
        PossibleCpus = 4,
        TracepointFormat = static (category, name) => (category, name) == ("syscalls", "sys_enter_openat") ? Formats.SysEnterOpenat : null,
        KernelConfig = static name => name switch
        {
            "CONFIG_NUMA" => "y",
            "CONFIG_HZ" => "250",
            "CONFIG_KVM" => "m",
            "CONFIG_ARCH_HAS_SYSCALL_WRAPPER" => "y",
            _ => null,
        },
    };

    public static DialectRun Bind(Kind kind, string text, TargetDescription? target = null)
    {
        target ??= Target();
        kind = DialectFactory.Detect(kind, text);
        var diagnostics = new DiagnosticBag();
        var types = new KernelTypes(target.KernelTypes);
        var dialect = DialectFactory.Create(kind, new CompileOptions(), target, types, diagnostics);
        var preprocessor = new Preprocessor(new SourceMap(), diagnostics, new PreprocessorOptions(), DialectFactory.CreateHeaders(kind, target, types));
        preprocessor.EnterMainFile("test.c", text);
        var unit = new Parser(preprocessor, diagnostics, dialect.IsTypeName).ParseTranslationUnit();
        return new DialectRun(Binder.Bind(unit, dialect, target, diagnostics), diagnostics);
    }

    public static DialectRun Bcc(string text, TargetDescription? target = null) => Bind(Kind.Bcc, text, target).Clean();

    public static DialectRun Libbpf(string text, TargetDescription? target = null) => Bind(Kind.Libbpf, text, target).Clean();

    /// <summary>Calls of a helper anywhere in a function.</summary>
    public List<BoundHelperCall> Calls(string function, int helper)
    {
        var calls = new List<BoundHelperCall>();
        BoundTree.Visit(Unit.Functions.Single(f => f.Name == function).Body, n =>
        {
            if (n is BoundHelperCall call && call.Helper.Id == helper)
            {
                calls.Add(call);
            }
        });
        return calls;
    }

    public BpfSharp.Objects.MapSpec Map(string name) => Unit.Maps.Single(m => m.Name == name).Spec;

    public ProgramAttachment Program(string name) => Unit.Functions.Single(f => f.Name == name).Program!;

    private DialectRun Clean()
    {
        Assert.Equal([], Messages);
        return this;
    }
}
