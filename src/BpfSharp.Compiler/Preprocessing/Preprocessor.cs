// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Turns C text into the tokens a parser sees.</summary>
/// <remarks>
/// A stack of open files, and on it a stack of token runs (macro expansions). A macro is disabled while its run is on the stack, and
/// its name met meanwhile is marked for good; this gives the behaviour of hide sets without any sets.
/// </remarks>
internal sealed partial class Preprocessor
{
    private const int IncludeLimit = 200;
    private const int ListDepthLimit = 256;
    private readonly SourceMap sources;
    private readonly DiagnosticBag diagnostics;
    private readonly PreprocessorOptions options;
    private readonly IVirtualHeaders virtualHeaders;
    private readonly AtomTable atoms = new();
    private readonly PunctuatorAtoms punctuators;
    private readonly Stack<FileFrame> frames = new();
    private readonly Stack<TokenBuffer> freeBuffers = new();
    private readonly Dictionary<Atom, Stack<object?>> savedMacros = [];
    private TokenContext[] contexts = new TokenContext[16];
    private int contextCount;
    private FileFrame? frame;
    private TokenFlags carriedFlags;
    private int budget;
    private int counter;
    private int listDepth;
    private int argumentDepth;
    private bool inCondition;
    private bool isAborted;
    private string mainPath = "";
    private SourceLocation endLocation;

    public Preprocessor(SourceMap sources, DiagnosticBag diagnostics, PreprocessorOptions options, IVirtualHeaders virtualHeaders)
    {
        (this.sources, this.diagnostics, this.options, this.virtualHeaders) = (sources, diagnostics, options, virtualHeaders);
        punctuators = new PunctuatorAtoms(atoms);
        budget = options.ExpansionBudget;
        DefineBuiltins();
    }

    public SourceMap Sources => sources;

    /// <summary>Call once, before the first <see cref="Next"/>.</summary>
    public void EnterMainFile(string path, string text)
    {
        mainPath = path;
        if (!sources.HasRoomFor(text.Length))
        {
            diagnostics.Report(PreprocessingDiagnostics.TooMuchText, default);
            return;
        }

        // Read in the opposite order: the compiler's macros, the dialect's, the command line's, the file.
        Push(sources.AddFile(path, text), null, -1, 0);
        PushInternal("<command line>", CommandLineText());
        PushInternal("<dialect>", options.Predefines);
        PushInternal("<built-in>", PredefinedMacros.Text(options.CpuVersion));
    }

    /// <summary>More text after the end was reached; macros stay defined.</summary>
    public void EnterFurtherFile(string name, string text) => PushInternal(name, text);

    /// <summary>Names of macros, of the text and of the headers it includes, that are spelt nearly like this one.</summary>
    public IEnumerable<string> SimilarMacros(string name) => atoms.Names
        .Where(n => n.Keyword == TokenKind.Identifier && Spelling.IsNear(name, n.Text) && FindMacro(n) is not null).Select(static n => n.Text)
        .Concat(virtualHeaders.MacroNames.Where(n => Spelling.IsNear(name, n) && FindMacro(atoms.Intern(n)) is not null));

    /// <summary>The macro of this name that takes arguments, and where it is defined.</summary>
    public bool TryFindFunctionLike(string name, out SourceSpan definition)
    {
        definition = default;
        if (FindMacro(atoms.Intern(name)) is not { IsFunctionLike: true } macro)
        {
            return false;
        }

        definition = new SourceSpan(macro.Location, new SourceLocation(macro.Location.Position + name.Length));
        return true;
    }

    /// <summary>The next token; at the end, <see cref="TokenKind.EndOfFile"/> again and again.</summary>
    public Token Next()
    {
        while (true)
        {
            var token = NextExpanded();
            if (token.Kind == TokenKind.Identifier)
            {
                return token.Atom.Keyword == TokenKind.Identifier ? token : token with { Kind = token.Atom.Keyword };
            }

            if (token.Kind != TokenKind.Unknown)
            {
                return token;
            }

            ReportUnknown(token);
            carriedFlags |= (token.Flags & (TokenFlags.StartOfLine | TokenFlags.LeadingSpace)) | TokenFlags.AfterError;
        }
    }

    private void PushInternal(string name, string text)
    {
        if (text.Length > 0 && sources.HasRoomFor(text.Length))
        {
            Push(sources.AddFile(name, text), null, -1, 0);
        }
    }

    private void Push(SourceFile file, HeaderText? header, int directoryIndex, int level)
    {
        var lexer = new Lexer(file.Text, file.Start, atoms, punctuators, diagnostics);
        frame = new FileFrame(file, lexer, header) { DirectoryIndex = directoryIndex, Level = level };
        frames.Push(frame);
        diagnostics.Warnings.Carry(new SourceLocation(file.Start));
    }

    /// <summary>The next token before expansion, from the innermost run or file; directives are obeyed on the way.</summary>
    private Token NextRaw()
    {
        while (contextCount > 0)
        {
            ref var context = ref contexts[contextCount - 1];
            if (context.Position < context.End && !isAborted)
            {
                return NextOf(ref context);
            }

            if (context.IsBarrier)
            {
                return new Token(TokenKind.EndOfFile, TokenFlags.None, endLocation, punctuators.Empty);
            }

            PopContext();
        }

        return NextFromFile();
    }

    private static Token NextOf(ref TokenContext context)
    {
        var isFirst = context.Position == 0 && !context.IsBarrier;
        var token = context.Tokens[context.Position++];
        if (context.Shift != 0)
        {
            token = token with { Location = new SourceLocation(token.Location.Position + context.Shift) };
        }
        else if (context.Fixed.IsKnown)
        {
            token = token with { Location = context.Fixed };
        }

        return isFirst ? token with { Flags = (token.Flags & TokenFlags.NoExpand) | context.FirstFlags } : token;
    }

    private Token NextFromFile()
    {
        while (frame is { } current && !isAborted)
        {
            var token = current.Lexer.Lex();
            if (token.Kind == TokenKind.Hash && (token.Flags & TokenFlags.StartOfLine) != 0)
            {
                if (Directive(token) is { Kind: TokenKind.Pragma } pragma)
                {
                    return pragma;
                }

                continue;
            }

            if (token.Kind != TokenKind.EndOfFile)
            {
                if (current.Conditionals.Count == 0)
                {
                    current.Guard.SeeOutside();
                }

                return token;
            }

            LeaveFile(current);
            if (frame is not null && argumentDepth > 0)
            {
                // The arguments of a macro end with the file they are in.
                return token;
            }
        }

        return new Token(TokenKind.EndOfFile, TokenFlags.StartOfLine, endLocation, punctuators.Empty);
    }

    private void LeaveFile(FileFrame current)
    {
        foreach (var conditional in current.Conditionals)
        {
            diagnostics.Report(PreprocessingDiagnostics.UnterminatedConditional, SourceSpan.At(conditional.Location));
        }

        if (current.Header is { } header && current.Conditionals.Count == 0)
        {
            header.Guard = current.Guard.Name;
        }

        endLocation = current.Lexer.Location;
        frames.Pop();
        frame = frames.Count > 0 ? frames.Peek() : null;
        if (frame is not null)
        {
            diagnostics.Warnings.Carry(frame.Lexer.Location);
        }
    }

    private void PopContext()
    {
        ref var context = ref contexts[--contextCount];
        if (context.Macro is { } macro)
        {
            macro.IsDisabled = false;
        }

        if (context.Buffer is { } buffer)
        {
            Release(buffer);
        }

        context = default;
    }

    private void PushContext(in TokenContext context)
    {
        if (contextCount == contexts.Length)
        {
            Array.Resize(ref contexts, contextCount * 2);
        }

        contexts[contextCount++] = context;
    }

    private TokenBuffer Rent() => freeBuffers.Count > 0 ? freeBuffers.Pop() : new TokenBuffer();

    private void Release(TokenBuffer buffer)
    {
        buffer.Clear();
        freeBuffers.Push(buffer);
    }

    /// <summary>Gives up on the text: from here on every read is at the end.</summary>
    private void Abort() => isAborted = true;

    private void ReportUnknown(in Token token)
    {
        var text = token.Text;
        var quote = text.AsSpan().IndexOfAny('"', '\'');
        if (quote >= 0)
        {
            diagnostics.Report(PreprocessingDiagnostics.UnterminatedLiteral, new SourceSpan(token.Location, new(token.Location.Position + quote + 1)), text[quote]);
            return;
        }

        var shown = char.IsControl(text[0]) || text[0] > 127 ? $"U+{(int)text[0]:X4}" : $"'{text}'";
        diagnostics.Report(PreprocessingDiagnostics.StrayCharacter, token.Span, shown);
    }
}
