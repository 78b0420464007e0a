// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Dialects;

// A program is called with its context alone. Parameters after the first are locals that start with the probed function's arguments.
internal abstract partial class KernelDialect
{
    private const int RegisterArguments = 6;
    private const int TracingArguments = 12;

    private static readonly string[] X86SyscallRegisters = ["di", "si", "dx", "r10", "r8", "r9"];

    /// <summary>System calls get their arguments through an inner pt_regs (4.17 on x86).</summary>
    protected bool HasSyscallWrapper => Target.KernelConfig("CONFIG_ARCH_HAS_SYSCALL_WRAPPER") switch
    {
        "y" => true,
        null => Target.KernelVersion == 0 || Target.KernelVersion >= (4 << 16 | 17 << 8),
        _ => false,
    };

    /// <summary>Arguments of this program lie in the inner pt_regs of a system call.</summary>
    protected abstract bool IsSyscall(FunctionSymbol function);

    public override BoundBlock CompleteBody(IBindingContext context, FunctionSymbol function, BoundBlock body)
    {
        if (function is { Program: not null, Parameters: [{ Type: var context0 }, ..] } && context0.Type.Canonical is not PointerType)
        {
            Diagnostics.Report(DialectsDiagnostics.ContextNotPointer, function.Parameters[0].Span.Start.IsKnown ? function.Parameters[0].Span : function.Span, function.Name, context0);
        }

        if (function.Program is null || function.Parameters.Count < 2 || function.Type.Parameters.Count < 2)
        {
            return body;
        }

        var parameters = function.Parameters;
        var first = ContextRecord(parameters[0].Type);
        var isWordArray = (parameters[0].Type.Canonical as PointerType)?.Pointee.Canonical is IntegerType { Size: 8 };
        if (!isWordArray && first != "pt_regs")
        {
            // Replacements of functions (freplace) have these parameters; who writes for BCC meant something else.
            if (ReadsKernelMemoryImplicitly)
            {
                Diagnostics.Report(DialectsDiagnostics.NoContextParameter, function.Span, function.Name);
            }

            return body;
        }

        var limit = isWordArray ? TracingArguments : RegisterArguments;
        if (parameters.Count - 1 > limit)
        {
            Diagnostics.Report(DialectsDiagnostics.TooManyParameters, function.Span, function.Name, limit);
            return body;
        }

        var statements = ExtractArguments(context, function);
        function.Parameters = [parameters[0]];
        function.Type = new FunctionType(function.Type.Result, [function.Type.Parameters[0]], false, true);
        statements.Add(body);
        return new BoundBlock(statements) { Span = body.Span };
    }

    /// <summary>The tag of the record a context parameter points to, "" for other pointers, null when it is no pointer.</summary>
    protected static string? ContextRecord(QualifiedType type) =>
        type.Canonical is PointerType pointer ? (pointer.Pointee.Canonical as RecordType)?.Tag ?? "" : null;

    private List<BoundStatement> ExtractArguments(IBindingContext context, FunctionSymbol function)
    {
        var statements = new List<BoundStatement>();
        var registers = IsSyscall(function) && HasSyscallWrapper ? DeclareInnerRegisters(context, function, statements) : null;
        for (var i = 1; i < function.Parameters.Count; i++)
        {
            var parameter = function.Parameters[i];
            parameter.Storage = VariableStorage.Local;
            var word = registers is null
                ? Argument(function.Parameters[0], parameter, i - 1)
                : InnerArgument(context, registers, parameter, i - 1, statements);
            if (word is not null && parameter.Type.Canonical is PointerType && word.Type.Canonical is PointerType)
            {
                statements.Add(Build.Declare(parameter, word));
            }
            else if (word is not null && Build.FromWord(word, parameter.Type) is { } value)
            {
                statements.Add(Build.Declare(parameter, value));
            }
            else
            {
                Diagnostics.Report(DialectsDiagnostics.ParameterNotReadable, parameter.Span, function.Name, parameter.Name, parameter.Type);
                statements.Add(new BoundLocal(parameter, null));
            }
        }

        return statements;
    }

    private BoundExpression? Argument(VariableSymbol ctx, VariableSymbol parameter, int index)
    {
        if (IsReturnProbe(ctx) && Member(ctx, "ax") is { } result)
        {
            return result;
        }

        // A pointer keeps its type from the start: the verifier knows what a tracing argument points to, and so should the passes.
        var type = parameter.Type.Canonical is PointerType ? parameter.Type.Type.Unqualified : IntegerType.UnsignedLong;
        return new BoundBuiltin(Builtin.ReadContextArgument, [Build.Load(ctx), Build.Constant(index, IntegerType.Int)], type) { Span = parameter.Span };
    }

    // BPF_KRETPROBE's one parameter is what the function returned; elsewhere than on x86 that is where its first argument was.
    private static bool IsReturnProbe(VariableSymbol ctx) =>
        ctx.Type.Canonical is PointerType { Pointee.Type: TypedefType { Name: ReturnRegisters } };

    private BoundLoad? Member(VariableSymbol registers, string name) =>
        registers.Type.Canonical is PointerType { Pointee.Canonical: RecordType record } && KernelTypes.FindField(record, name) is { } field
            ? new BoundLoad(new BoundMember(Build.Dereference(Build.Load(registers)), field.Field, field.Field.Type))
            : null;

    private VariableSymbol? DeclareInnerRegisters(IBindingContext context, FunctionSymbol function, List<BoundStatement> statements)
    {
        if (Types.FindRecord(false, "pt_regs") is not { } record || KernelTypes.FindField(record, "di") is null)
        {
            return null;
        }

        var type = new PointerType(record);
        var inner = context.MakeLocal("__ctx", type, function.Span);
        statements.Add(Build.Declare(inner, new BoundBuiltin(Builtin.ReadContextArgument, [Build.Load(function.Parameters[0]), Build.Constant(0, IntegerType.Int)], type)));
        return inner;
    }

    private BoundLoad? InnerArgument(IBindingContext context, VariableSymbol registers, VariableSymbol parameter, int index, List<BoundStatement> statements)
    {
        if (index >= X86SyscallRegisters.Length || Member(registers, X86SyscallRegisters[index]) is not { } place)
        {
            return null;
        }

        if (ReadsKernelMemoryImplicitly)
        {
            return place;
        }

        var word = context.MakeLocal("__" + parameter.Name, IntegerType.UnsignedLong, parameter.Span);
        BoundExpression[] arguments =
        [
            Build.AsVoidPointer(Build.AddressOf(word)), Build.Constant(8, IntegerType.UnsignedInt),
            Build.AsVoidPointer(new BoundAddressOf(place.Source, new PointerType(IntegerType.UnsignedLong))),
        ];
        var helper = GetHelper(Target.HasProbeReadKernel ? 113 : 4);
        statements.Add(new BoundLocal(word, null));
        statements.Add(Build.Do(new BoundHelperCall(helper, arguments, helper.Type.Result)));
        return Build.Load(word);
    }

    /// <summary>A load through a kernel pointer is a probe read.</summary>
    protected abstract bool ReadsKernelMemoryImplicitly { get; }
}
