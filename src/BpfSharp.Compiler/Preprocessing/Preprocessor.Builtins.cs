// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler.Diagnostics;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Macros that are computed, and the text read before the program.</summary>
internal sealed partial class Preprocessor
{
    private static readonly (string Name, BuiltinMacro Macro)[] Builtins =
    [
        ("__FILE__", BuiltinMacro.File), ("__LINE__", BuiltinMacro.Line), ("__COUNTER__", BuiltinMacro.Counter), ("__DATE__", BuiltinMacro.Date),
        ("__TIME__", BuiltinMacro.Time), ("__BASE_FILE__", BuiltinMacro.BaseFile), ("__INCLUDE_LEVEL__", BuiltinMacro.IncludeLevel),
        ("__FILE_NAME__", BuiltinMacro.FileName), ("_Pragma", BuiltinMacro.Pragma), ("__has_include", BuiltinMacro.HasInclude),
        ("__has_include_next", BuiltinMacro.HasIncludeNext), ("__has_builtin", BuiltinMacro.HasBuiltin),
        ("__has_constexpr_builtin", BuiltinMacro.HasNothing), ("__has_attribute", BuiltinMacro.HasAttribute),
        ("__has_c_attribute", BuiltinMacro.HasCAttribute), ("__has_feature", BuiltinMacro.HasNothing),
        ("__has_extension", BuiltinMacro.HasNothing), ("__has_warning", BuiltinMacro.HasNothing),
        ("__has_declspec_attribute", BuiltinMacro.HasNothing), ("__building_module", BuiltinMacro.HasNothing),
        ("__is_identifier", BuiltinMacro.IsIdentifier),
    ];

    private Atom definedAtom = null!;
    private Atom vaArgsAtom = null!;

    internal Atom VaOptAtom { get; private set; } = null!;

    private void DefineBuiltins()
    {
        definedAtom = atoms.Intern("defined");
        vaArgsAtom = atoms.Intern("__VA_ARGS__");
        VaOptAtom = atoms.Intern("__VA_OPT__");
        foreach (var (name, kind) in Builtins)
        {
            var atom = atoms.Intern(name);
            atom.Macro = new Macro { Name = atom, Builtin = kind };
        }
    }

    private string CommandLineText()
    {
        var text = new StringBuilder();
        foreach (var define in options.Defines)
        {
            // A line break in an option must not start a directive of its own.
            var line = define.ReplaceLineEndings(" ");
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (line.StartsWith('-'))
            {
                text.Append("#undef ").Append(line, 1, line.Length - 1);
            }
            else if (equals < 0)
            {
                text.Append("#define ").Append(line).Append(" 1");
            }
            else
            {
                text.Append("#define ").Append(line, 0, equals).Append(' ').Append(line, equals + 1, line.Length - equals - 1);
            }

            text.Append('\n');
        }

        foreach (var path in options.ForcedIncludes)
        {
            text.Append("#include \"").Append(path.ReplaceLineEndings(" ")).Append("\"\n");
        }

        return text.ToString();
    }

    private Token? ExpandBuiltin(BuiltinMacro macro, in Token name) => macro switch
    {
        BuiltinMacro.Line => NumberToken(name, sources.Resolve(name.Location).Line),
        BuiltinMacro.Counter => NumberToken(name, counter++),
        BuiltinMacro.IncludeLevel => NumberToken(name, frame?.Level ?? 0),
        BuiltinMacro.File => StringToken(name, sources.Resolve(name.Location).Path),
        BuiltinMacro.FileName => StringToken(name, Path.GetFileName(sources.Resolve(name.Location).Path)),
        BuiltinMacro.BaseFile => StringToken(name, mainPath),
        BuiltinMacro.Date => StringToken(name, BuildDate()),
        BuiltinMacro.Time => StringToken(name, options.BuildTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)),
        BuiltinMacro.Pragma => PragmaOperator(name),
        _ => Test(macro, name),
    };

    private string BuildDate() =>
        options.BuildTime.ToString("MMM ", CultureInfo.InvariantCulture)
        + options.BuildTime.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2)
        + options.BuildTime.ToString(" yyyy", CultureInfo.InvariantCulture);

    private Token NumberToken(in Token place, long value) =>
        place with { Kind = TokenKind.Number, Atom = atoms.Intern(value.ToString(CultureInfo.InvariantCulture)) };

    private Token StringToken(in Token place, string text) => place with { Kind = TokenKind.String, Atom = atoms.Intern(Literals.Quote(text)) };

    // __has_… ( argument )
    private Token? Test(BuiltinMacro macro, in Token name)
    {
        var tokens = Rent();
        var closed = NextRaw().Kind == TokenKind.OpenParen && ReadTestArgument(tokens);
        int? answer = closed && tokens.Count > 0 ? Answer(macro, tokens) : null;
        Release(tokens);
        if (answer is null)
        {
            var wanted = macro is BuiltinMacro.HasInclude or BuiltinMacro.HasIncludeNext ? "\"FILENAME\" or <FILENAME>" : "a name";
            diagnostics.Report(PreprocessingDiagnostics.TestArgument, name.Span, name.Text, wanted);
        }

        return NumberToken(name, answer ?? 0);
    }

    private bool ReadTestArgument(TokenBuffer tokens)
    {
        for (var depth = 1; ;)
        {
            var token = NextRaw();
            depth += token.Kind == TokenKind.OpenParen ? 1 : token.Kind == TokenKind.CloseParen ? -1 : 0;
            if (depth == 0 || token.Kind == TokenKind.EndOfFile)
            {
                return depth == 0;
            }

            tokens.Add(token);
        }
    }

    private int? Answer(BuiltinMacro macro, TokenBuffer tokens)
    {
        if (macro is BuiltinMacro.HasInclude or BuiltinMacro.HasIncludeNext)
        {
            return AnswerHasInclude(tokens, macro == BuiltinMacro.HasIncludeNext);
        }

        var name = tokens.Span[0];
        return macro switch
        {
            BuiltinMacro.HasNothing => 0,
            _ when name.Kind != TokenKind.Identifier => null,
            BuiltinMacro.HasBuiltin => FeatureTests.HasBuiltin(name.Text) ? 1 : 0,
            BuiltinMacro.HasAttribute => FeatureTests.HasAttribute(name.Text) ? 1 : 0,
            BuiltinMacro.IsIdentifier => name.Atom.Keyword == TokenKind.Identifier ? 1 : 0,
            _ => 0,
        };
    }

    private int? AnswerHasInclude(TokenBuffer tokens, bool isNext)
    {
        var header = HeaderNameOf(tokens.Span);
        if (header is null)
        {
            var expanded = Rent();
            ExpandList(tokens.Items, 0, tokens.Count, expanded);
            header = HeaderNameOf(expanded.Span);
            Release(expanded);
        }

        return header is null || header.Length <= 2 || frame is null ? null : Find(header[1..^1], header[0] == '"', isNext) is null ? 0 : 1;
    }
}
