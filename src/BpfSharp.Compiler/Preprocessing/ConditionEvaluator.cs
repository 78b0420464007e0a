// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>A value of a preprocessor expression: 64 bits, and whether they are read as unsigned.</summary>
internal readonly record struct ConditionValue(ulong Bits, bool IsUnsigned)
{
    public static ConditionValue Of(bool value) => new(value ? 1UL : 0UL, false);

    public bool IsTrue => Bits != 0;
    public long Signed => (long)Bits;
}

/// <summary>Computes the integer expression of #if, its macros already expanded. Names that are left count as 0.</summary>
internal ref struct ConditionEvaluator(ReadOnlySpan<Token> tokens, SourceLocation end, DiagnosticBag diagnostics)
{
    private const int DepthLimit = 200;
    private readonly ReadOnlySpan<Token> tokens = tokens;
    private int position;
    private int depth;
    private bool failed;

    // Inside the operand of && || ?: that does not count: no complaint about a division there.
    private int unevaluated;

    /// <summary>Null after an error was reported.</summary>
    public ConditionValue? Evaluate()
    {
        var value = Conditional();
        if (!failed && position < tokens.Length)
        {
            Fail(PreprocessingDiagnostics.UnexpectedInExpression, tokens[position].Span, tokens[position].Text);
        }

        return failed ? null : value;
    }

    // conditional = binary [ "?" conditional ":" conditional ]
    private ConditionValue Conditional()
    {
        if (++depth > DepthLimit)
        {
            Fail(PreprocessingDiagnostics.ExpressionTooDeep, SpanHere(), DepthLimit);
            return default;
        }

        var condition = Binary(1);
        if (Accept(TokenKind.Question))
        {
            var whenTrue = Skipping(!condition.IsTrue);
            Expect(TokenKind.Colon, ":");
            var whenFalse = Skipping(condition.IsTrue);
            condition = new ConditionValue((condition.IsTrue ? whenTrue : whenFalse).Bits, whenTrue.IsUnsigned || whenFalse.IsUnsigned);
        }

        depth--;
        return condition;
    }

    private ConditionValue Skipping(bool skip)
    {
        unevaluated += skip ? 1 : 0;
        var value = Conditional();
        unevaluated -= skip ? 1 : 0;
        return value;
    }

    /// <summary>Operators that bind at least as tightly as <paramref name="least"/>.</summary>
    private ConditionValue Binary(int least)
    {
        var left = Unary();
        while (!failed && position < tokens.Length && OperatorPrecedence.Of(tokens[position].Kind) is var precedence && precedence >= least)
        {
            var operation = tokens[position++];
            var skip = (operation.Kind == TokenKind.AmpersandAmpersand && !left.IsTrue) || (operation.Kind == TokenKind.PipePipe && left.IsTrue);
            unevaluated += skip ? 1 : 0;
            var right = Binary(precedence + 1);
            unevaluated -= skip ? 1 : 0;
            left = Apply(operation, left, right);
        }

        return left;
    }

    private ConditionValue Unary()
    {
        if (++depth > DepthLimit)
        {
            Fail(PreprocessingDiagnostics.ExpressionTooDeep, SpanHere(), DepthLimit);
            return default;
        }

        var value = UnaryOperator();
        depth--;
        return value;
    }

    private ConditionValue UnaryOperator()
    {
        if (failed || position >= tokens.Length)
        {
            Fail(PreprocessingDiagnostics.ExpectedExpression, SpanHere());
            return default;
        }

        var token = tokens[position++];
        switch (token.Kind)
        {
            case TokenKind.Plus: return Unary();
            case TokenKind.Minus: return Unary() is var negated ? negated with { Bits = unchecked(0 - negated.Bits) } : default;
            case TokenKind.Tilde: return Unary() is var inverted ? inverted with { Bits = ~inverted.Bits } : default;
            case TokenKind.Exclamation: return ConditionValue.Of(!Unary().IsTrue);
            case TokenKind.Identifier: return default;
            case TokenKind.Number: return Number(token);
            case TokenKind.Character: return Character(token);
            case TokenKind.OpenParen:
                var value = Conditional();
                while (Accept(TokenKind.Comma))
                {
                    value = Conditional();
                }

                Expect(TokenKind.CloseParen, ")");
                return value;
            default:
                position--;
                Fail(PreprocessingDiagnostics.UnexpectedInExpression, token.Span, token.Text);
                return default;
        }
    }

    private ConditionValue Apply(in Token operation, ConditionValue a, ConditionValue b)
    {
        var isUnsigned = a.IsUnsigned || b.IsUnsigned;
        switch (operation.Kind)
        {
            case TokenKind.AmpersandAmpersand: return ConditionValue.Of(a.IsTrue && b.IsTrue);
            case TokenKind.PipePipe: return ConditionValue.Of(a.IsTrue || b.IsTrue);
            case TokenKind.EqualEqual: return ConditionValue.Of(a.Bits == b.Bits);
            case TokenKind.ExclamationEqual: return ConditionValue.Of(a.Bits != b.Bits);
            case TokenKind.Less: return ConditionValue.Of(Compare(a, b, isUnsigned) < 0);
            case TokenKind.LessEqual: return ConditionValue.Of(Compare(a, b, isUnsigned) <= 0);
            case TokenKind.Greater: return ConditionValue.Of(Compare(a, b, isUnsigned) > 0);
            case TokenKind.GreaterEqual: return ConditionValue.Of(Compare(a, b, isUnsigned) >= 0);
            case TokenKind.LessLess: return Shift(a, b, toLeft: true);
            case TokenKind.GreaterGreater: return Shift(a, b, toLeft: false);
            case TokenKind.Plus: return new(unchecked(a.Bits + b.Bits), isUnsigned);
            case TokenKind.Minus: return new(unchecked(a.Bits - b.Bits), isUnsigned);
            case TokenKind.Star: return new(unchecked(a.Bits * b.Bits), isUnsigned);
            case TokenKind.Ampersand: return new(a.Bits & b.Bits, isUnsigned);
            case TokenKind.Pipe: return new(a.Bits | b.Bits, isUnsigned);
            case TokenKind.Caret: return new(a.Bits ^ b.Bits, isUnsigned);
            default: return Divide(operation, a, b, isUnsigned);
        }
    }

    private static int Compare(ConditionValue a, ConditionValue b, bool isUnsigned) => isUnsigned ? a.Bits.CompareTo(b.Bits) : a.Signed.CompareTo(b.Signed);

    /// <summary>The type is the left operand's; a negative count shifts the other way, a large one shifts everything out.</summary>
    private static ConditionValue Shift(ConditionValue a, ConditionValue b, bool toLeft)
    {
        if (!b.IsUnsigned && b.Signed < 0)
        {
            return Shift(a, new(unchecked(0 - b.Bits), true), !toLeft);
        }

        var isLarge = b.Bits >= 64;
        if (toLeft)
        {
            return a with { Bits = isLarge ? 0 : a.Bits << (int)b.Bits };
        }

        return a.IsUnsigned ? a with { Bits = isLarge ? 0 : a.Bits >> (int)b.Bits } : a with { Bits = (ulong)(a.Signed >> (int)Math.Min(b.Bits, 63)) };
    }

    private ConditionValue Divide(in Token operation, ConditionValue a, ConditionValue b, bool isUnsigned)
    {
        if (b.Bits == 0)
        {
            if (unevaluated == 0)
            {
                Fail(PreprocessingDiagnostics.DivisionByZero, operation.Span);
            }

            return new(0, isUnsigned);
        }

        var isDivision = operation.Kind == TokenKind.Slash;
        if (isUnsigned)
        {
            return new(isDivision ? a.Bits / b.Bits : a.Bits % b.Bits, true);
        }

        // The smallest number divided by -1 overflows in .NET as in the machine.
        if (b.Signed == -1)
        {
            return new(isDivision ? unchecked(0 - a.Bits) : 0, false);
        }

        return new((ulong)(isDivision ? a.Signed / b.Signed : a.Signed % b.Signed), false);
    }

    private ConditionValue Character(in Token token)
    {
        if (!Literals.TryEvaluateCharacter(token.Text, out var value))
        {
            Fail(PreprocessingDiagnostics.InvalidCharacterConstant, token.Span, token.Text);
        }

        return new((ulong)value, false);
    }

    private ConditionValue Number(in Token token)
    {
        var digits = token.Text.AsSpan().TrimEnd("uUlL");
        var isUnsigned = token.Text.AsSpan(digits.Length).IndexOfAny('u', 'U') >= 0;
        var (radix, start) = digits switch
        {
            ['0', 'x' or 'X', ..] => (16, 2),
            ['0', 'b' or 'B', ..] => (2, 2),
            ['0', ..] => (8, 0),
            _ => (10, 0),
        };
        ulong value = 0;
        var isTooLarge = false;
        foreach (var c in digits[start..])
        {
            var digit = char.IsAsciiHexDigit(c) ? (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10) : int.MaxValue;
            if (digit >= radix)
            {
                Fail(PreprocessingDiagnostics.InvalidInteger, token.Span, token.Text);
                return default;
            }

            isTooLarge |= value > (ulong.MaxValue - (ulong)digit) / (ulong)radix;
            value = unchecked((value * (ulong)radix) + (ulong)digit);
        }

        if (start == digits.Length || isTooLarge)
        {
            Fail(isTooLarge ? PreprocessingDiagnostics.IntegerTooLarge : PreprocessingDiagnostics.InvalidInteger, token.Span, token.Text);
        }

        return new(value, isUnsigned || value > long.MaxValue);
    }

    private bool Accept(TokenKind kind)
    {
        if (failed || position >= tokens.Length || tokens[position].Kind != kind)
        {
            return false;
        }

        position++;
        return true;
    }

    private void Expect(TokenKind kind, string spelling)
    {
        if (!Accept(kind))
        {
            Fail(PreprocessingDiagnostics.ExpectedInExpression, SpanHere(), spelling);
        }
    }

    private readonly SourceSpan SpanHere() => position < tokens.Length ? tokens[position].Span : SourceSpan.At(end);

    /// <summary>Reports the first problem only; what follows it is guesswork.</summary>
    private void Fail(DiagnosticDescriptor descriptor, SourceSpan span, params ReadOnlySpan<object> arguments)
    {
        if (!failed)
        {
            diagnostics.Report(descriptor, span, arguments);
        }

        failed = true;
    }
}
