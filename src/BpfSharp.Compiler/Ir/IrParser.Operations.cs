// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Isa;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Ir;

internal sealed partial class IrParser
{
    private readonly Dictionary<string, Block> blocks = [];
    private readonly Dictionary<string, Value> values = [];

    /// <summary>Stand-ins for values used before the text defines them.</summary>
    private readonly Dictionary<string, Undefined> forwards = [];

    // body: (label: [unroll n] operation*)* }
    private void ParseBody(Function function)
    {
        blocks.Clear();
        values.Clear();
        forwards.Clear();
        foreach (var parameter in function.Parameters)
        {
            values["%" + (parameter.Name.Length > 0 ? parameter.Name : string.Create(CultureInfo.InvariantCulture, $".{parameter.Index}"))] = parameter;
        }

        FindLabels(function);
        Block? block = null;
        while (!AcceptMark("}"))
        {
            if (IsLabel(position))
            {
                block = blocks[Word("a label")];
                ExpectMark(":");
                block.UnrollCount = Accept("unroll") ? (int)Number() : null;
            }
            else
            {
                ParseOperation(block ?? throw Error("expected a label"));
            }
        }

        foreach (var name in forwards.Keys)
        {
            throw Error($"{name} is not defined in {function.Name}");
        }
    }

    private void FindLabels(Function function)
    {
        for (var i = position; tokens[i].Text != "}" || tokens[i].Kind != IrTokenKind.Mark; i++)
        {
            if (IsLabel(i) && !blocks.TryAdd(tokens[i].Text, function.AddBlock()))
            {
                position = i;
                throw Error("label defined twice");
            }
        }
    }

    private bool IsLabel(int at) => tokens[at].Kind == IrTokenKind.Word && char.IsAsciiLetter(tokens[at].Text[0])
        && tokens[at + 1] is { Kind: IrTokenKind.Mark, Text: ":" } && tokens[at - 1] is not { Kind: IrTokenKind.Mark, Text: "[" };

    // operation: [%n: type =] opcode(.suffix)* body [align n]
    private void ParseOperation(Block block)
    {
        string? name = null;
        var type = IrType.Void;
        if (Current.Kind == IrTokenKind.Word && Current.Text.StartsWith('%'))
        {
            name = Word("a value");
            ExpectMark(":");
            type = Type();
            ExpectMark("=");
        }

        var words = Word("an operation").Split('.');
        if (!IrNames.TryGetOpCode(words[0], out var code))
        {
            position--;
            throw Error("unknown operation");
        }

        var operation = block.Append(ParseBody(code, type, Suffixes.Parse(code, words, this)));
        operation.Align = Accept("align") ? (int)Number() : 1;
        if (name is not null)
        {
            Define(name, operation);
        }
    }

    private Operation ParseBody(OpCode code, IrType type, Suffixes s)
    {
        switch (code)
        {
            case OpCode.Alloca:
                return new Operation(code, type) { Size = Number(), Name = Current.Kind == IrTokenKind.String ? StringText() : null };
            case OpCode.MemoryCopy or OpCode.MemorySet or OpCode.MemoryCompare:
                var pair = Operands();
                Expect("size");
                return new Operation(code, type, pair) { Size = Number(), IsVolatile = s.IsVolatile };
            case OpCode.MapAddress:
                return new Operation(code, type) { Symbol = Find(maps, SymbolName()) };
            case OpCode.GlobalAddress:
                return new Operation(code, type) { Symbol = Find(globals, SymbolName()) };
            case OpCode.FunctionAddress:
                return new Operation(code, type) { Symbol = Find(functions, SymbolName()) };
            case OpCode.KsymAddress:
                return new Operation(code, type) { Symbol = SymbolName() };
            case OpCode.CoreValue:
                return new Operation(code, type) { Symbol = ParseCoreReference() };
            case OpCode.HelperCall:
                var helper = (int)Number();
                return new Operation(code, type, Arguments()) { HelperId = helper };
            case OpCode.Call:
                return ParseCall(type);
            case OpCode.KfuncCall:
                var kfunc = SymbolName();
                return new Operation(code, type, Arguments()) { Symbol = kfunc };
            case OpCode.Asm:
                return ParseAsm(type, s);
            case OpCode.ContextArgument:
                var index = Number();
                Expect("of");
                return new Operation(code, type, Operand()) { Size = index };
            case OpCode.Phi:
                return ParsePhi(type);
            case OpCode.Switch:
                return ParseSwitch();
            case OpCode.Jump:
                return new Operation(code, type) { Targets = [Label()] };
            case OpCode.Branch:
                return ParseBranch();
            case OpCode.Return:
                return StartsOperand() ? new Operation(code, type, Operand()) : new Operation(code, type);
            case OpCode.Unreachable:
                return new Operation(code, type);
            default:
                return new Operation(code, type, Operands())
                {
                    Width = s.Width, IsSigned = s.IsSigned, IsVolatile = s.IsVolatile, AtomicKind = s.Atomic, HasResult = s.Fetches,
                };
        }
    }

    // call: @name(arguments); intrinsics are declared by being called
    private Operation ParseCall(IrType type)
    {
        var name = SymbolName();
        var callee = functions.GetValueOrDefault(name);
        var arguments = callee is null && !Intrinsics.IsName(name) ? throw Error($"'{name}' is not declared") : Arguments();
        return new Operation(OpCode.Call, type, arguments) { Symbol = callee ?? Intrinsics.Stub(name, type, arguments) };
    }

    // core-reference: kind "type" "path" value
    private CoreReference ParseCoreReference()
    {
        var kind = Enum.TryParse<CoreRelocationKind>(Word("a kind of relocation"), out var known) ? known : throw Error("no such kind of relocation");
        var type = StringText();
        return new CoreReference(kind, type, StringText(), Number());
    }

    private Operation ParsePhi(IrType type)
    {
        var phi = new Operation(OpCode.Phi, type);
        do
        {
            ExpectMark("[");
            var from = Label();
            ExpectMark(":");
            phi.AddIncoming(Operand(), from);
            ExpectMark("]");
        }
        while (AcceptMark(","));
        return phi;
    }

    private Operation ParseBranch()
    {
        var condition = Operand();
        ExpectMark(",");
        var whenTrue = Label();
        ExpectMark(",");
        return new Operation(OpCode.Branch, IrType.Void, condition) { Targets = [whenTrue, Label()] };
    }

    private Operation ParseSwitch()
    {
        var value = Operand();
        var cases = new List<long>();
        var targets = new List<Block>();
        ExpectMark("[");
        while (!AcceptMark("]"))
        {
            cases.Add(Number());
            ExpectMark(":");
            targets.Add(Label());
            AcceptMark(",");
        }

        Expect("else");
        targets.Insert(0, Label());
        return new Operation(OpCode.Switch, IrType.Void, value) { Cases = [.. cases], Targets = [.. targets] };
    }

    private Operation ParseAsm(IrType type, Suffixes s)
    {
        var template = StringText();
        var constraints = new List<string>();
        var operands = new List<Value>();
        ExpectMark("(");
        while (!AcceptMark(")"))
        {
            constraints.Add(StringText());
            operands.Add(Operand());
            AcceptMark(",");
        }

        var clobbers = new List<string>();
        if (Accept("clobbers"))
        {
            do
            {
                clobbers.Add(StringText());
            }
            while (AcceptMark(","));
        }

        return new Operation(OpCode.Asm, type, operands.ToArray()) { Symbol = new AsmPayload(template, !type.IsVoid, constraints, clobbers), IsVolatile = s.IsVolatile };
    }

    private Value[] Arguments()
    {
        var arguments = new List<Value>();
        ExpectMark("(");
        while (!AcceptMark(")"))
        {
            arguments.Add(Operand());
            AcceptMark(",");
        }

        return [.. arguments];
    }

    private Value[] Operands()
    {
        var operands = new List<Value> { Operand() };
        while (AcceptMark(","))
        {
            operands.Add(Operand());
        }

        return [.. operands];
    }

    /// <summary>A return's operand is optional: what follows is a value, not the next label, operation or brace.</summary>
    private bool StartsOperand()
    {
        var word = Current.Text;
        return Current.Kind == IrTokenKind.Word
            && ((word[0] == '%' && tokens[position + 1] is not { Kind: IrTokenKind.Mark, Text: ":" })
                || word[0] == '-' || char.IsAsciiDigit(word[0]) || word == "undef" || word.StartsWith("ptr", StringComparison.Ordinal));
    }

    // operand: %value | 5 | 5L | undef(type) | ptr.space(5)
    private Value Operand()
    {
        var word = Word("an operand");
        if (word[0] == '%')
        {
            return Use(word);
        }

        if (word == "undef")
        {
            ExpectMark("(");
            var undefined = new Undefined(Type());
            ExpectMark(")");
            return undefined;
        }

        if (IrNames.TryGetType(word, out var type))
        {
            ExpectMark("(");
            var constant = new Constant(type, Number());
            ExpectMark(")");
            return constant;
        }

        position--;
        return word.EndsWith('L') ? Constant.Int64(Number()) : Constant.Int32(Number());
    }

    private Value Use(string name)
    {
        if (values.TryGetValue(name, out var value))
        {
            return value;
        }

        if (!forwards.TryGetValue(name, out var forward))
        {
            forwards.Add(name, forward = new Undefined(IrType.Void));
        }

        return forward;
    }

    private void Define(string name, Operation operation)
    {
        if (!values.TryAdd(name, operation))
        {
            throw Error($"{name} is defined twice");
        }

        if (forwards.Remove(name, out var forward))
        {
            forward.ReplaceAllUsesWith(operation);
        }
    }

    private Block Label() => blocks.TryGetValue(Word("a label"), out var block) ? block : throw Error("no such label");

    /// <summary>The dotted words after an opcode.</summary>
    private readonly record struct Suffixes(int Width, bool IsSigned, bool IsVolatile, bool Fetches, AtomicOperation Atomic)
    {
        public static Suffixes Parse(OpCode code, string[] words, IrParser parser)
        {
            var result = default(Suffixes);
            for (var i = 1; i < words.Length; i++)
            {
                var word = words[i];
                if (word == "volatile")
                {
                    result = result with { IsVolatile = true };
                }
                else if (word == "fetch")
                {
                    result = result with { Fetches = true };
                }
                else if (code == OpCode.Atomic && i == 1 && IrNames.TryGetAtomic(word, out var kind))
                {
                    result = result with { Atomic = kind };
                }
                else if (int.TryParse(word.AsSpan().TrimStart("us"), CultureInfo.InvariantCulture, out var bits))
                {
                    result = result with { Width = bits / 8, IsSigned = word[0] == 's' };
                }
                else
                {
                    throw parser.Error($"unknown suffix .{word}");
                }
            }

            return result;
        }
    }
}
