// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Lowering;

/// <summary>Lowers one function body. Partials by construct.</summary>
/// <remarks>
/// After a return or goto, lowering goes on into a block nothing jumps to; such blocks are dropped at the end. Values of records, arrays and
/// __int128 are addresses of memory that whoever receives them may only read or copy.
/// </remarks>
internal sealed partial class FunctionLowering
{
    private readonly LoweringContext context;
    private readonly FunctionSymbol symbol;
    private readonly Function function;
    private readonly IrBuilder builder;
    private readonly Dictionary<VariableSymbol, Value> locals = [];
    private readonly Dictionary<LabelSymbol, Block> labels = [];
    private readonly Dictionary<BoundCase, Block> cases = [];
    private readonly Stack<Block> breakTargets = new();
    private readonly Stack<Block> continueTargets = new();

    /// <summary>When each block was made or begun, by its number: the order they are in at the end.</summary>
    private readonly List<int> starts = [];
    private int startCount;

    public FunctionLowering(LoweringContext context, FunctionSymbol symbol, Function function)
    {
        this.context = context;
        this.symbol = symbol;
        this.function = function;
        builder = new IrBuilder(function) { Location = symbol.Span.Start };
    }

    /// <summary>The IR function with its parameters and no blocks. A record result arrives through a first, hidden pointer parameter.</summary>
    public static Function Declare(FunctionSymbol symbol, DiagnosticBag diagnostics)
    {
        var isProgram = symbol.Program is not null;
        var result = symbol.Type.Result.Type;
        var returnsMemory = LoweredTypes.IsMemory(result);
        var type = returnsMemory ? IrType.Void : isProgram && result.Canonical is VoidType ? IrType.I32 : LoweredTypes.Of(result);
        var function = new Function(symbol.Name, type)
        {
            Source = symbol, Program = symbol.Program, IsStatic = !isProgram && (symbol.IsStatic || symbol.IsInline || symbol is { IsHidden: true, IsWeak: true }),
            // A weak function may be another's in the end: its body says nothing about its calls.
            IsNoInline = symbol.IsNoInline || symbol.IsWeak, IsAlwaysInline = symbol is { IsAlwaysInline: true, IsNoInline: false, IsWeak: false },
        };
        if (returnsMemory)
        {
            function.Parameters.Add(new Parameter(LoweredTypes.AnyPointer, 0, ".result"));
        }

        foreach (var parameter in symbol.Parameters)
        {
            // What the dialect's prologue makes of further arguments are locals; what is left are a program's own parameters.
            var isContext = isProgram && function.Parameters.Count == 0;
            var parameterType = isContext ? IrType.Pointer(AddressSpace.Context) : LoweredTypes.Of(parameter.Type.Type);
            function.Parameters.Add(new Parameter(parameterType, function.Parameters.Count, parameter.Name));
            returnsMemory |= LoweredTypes.IsMemory(parameter.Type.Type);
        }

        if (returnsMemory && !function.IsStatic)
        {
            diagnostics.Report(LoweringDiagnostics.RecordByValue, symbol.Span, symbol.Name);
        }

        return function;
    }

    public void Run()
    {
        var hidden = LoweredTypes.IsMemory(symbol.Type.Result.Type) ? 1 : 0;
        for (var i = 0; i < symbol.Parameters.Count; i++)
        {
            DeclareParameter(symbol.Parameters[i], i + hidden < function.Parameters.Count ? function.Parameters[i + hidden] : null);
        }

        Lower(symbol.Body!);
        ReturnNothing();
        // Keeps blocks in the order of the source, which is how people read dumps and how layout wants them.
        function.Blocks.Sort((a, b) => StartOf(a).CompareTo(StartOf(b)));
        UnreachableBlocks.Remove(function);
    }

    private void DeclareParameter(VariableSymbol variable, Parameter? parameter)
    {
        if (parameter is not null && LoweredTypes.IsMemory(variable.Type.Type))
        {
            locals[variable] = parameter; // the caller made a copy for us
            return;
        }

        var slot = DeclareLocal(variable);
        if (parameter is not null)
        {
            builder.Store(slot, parameter, LoweredTypes.Of(variable.Type.Type).IsPointer || parameter.Type.IsPointer ? 8 : LoweredTypes.Width(variable.Type.Type), slot.Align);
        }
    }

    private Operation DeclareLocal(VariableSymbol variable)
    {
        var slot = builder.Alloca(variable.Type.Type.Size, AlignOf(variable), variable.Name);
        slot.Location = variable.Span.Start;
        locals[variable] = slot;
        return slot;
    }

    private static int AlignOf(VariableSymbol variable) =>
        Math.Max(variable.AlignOverride ?? 1, variable.HasStaticStorage ? variable.Type.Type.Align : StackAlign(variable.Type.Type));

    /// <summary>The stack is made of 8-byte slots: starting at one lets packed records be zeroed and copied by words.</summary>
    private static int StackAlign(CType type) => type.Size >= 8 ? Math.Max(8, type.Align) : type.Size >= 4 ? Math.Max(4, type.Align) : type.Align;

    /// <summary>Memory for a value that has no name in the program.</summary>
    private Operation Temporary(CType type) => builder.Alloca(type.Size, StackAlign(type), null);

    private Block NewBlock()
    {
        var block = function.AddBlock();
        NoteStart(block);
        return block;
    }

    private int StartOf(Block block) => block.Id < starts.Count ? starts[block.Id] : 0;

    private void NoteStart(Block block)
    {
        CollectionsMarshal.SetCount(starts, Math.Max(starts.Count, block.Id + 1));
        starts[block.Id] = ++startCount;
    }

    /// <summary>Goes on in <paramref name="block"/>, to which the current one falls through.</summary>
    private void Continue(Block block)
    {
        if (builder.Block.Terminator is null)
        {
            builder.Jump(block);
        }

        StartBlock(block);
    }

    private void StartBlock(Block block)
    {
        NoteStart(block);
        builder.Block = block;
    }

    /// <summary>Code after a jump: kept until the end, then dropped unless a label made it reachable.</summary>
    private void StartUnreachable() => builder.Block = NewBlock();

    private void Report(DiagnosticDescriptor descriptor, SourceSpan span, params ReadOnlySpan<object> arguments) => context.Diagnostics.Report(descriptor, span, arguments);
}
