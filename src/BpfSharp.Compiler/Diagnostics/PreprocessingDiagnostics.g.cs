// SPDX-License-Identifier: Apache-2.0
// Generated from gen/diagnostics/Preprocessing.txt; do not edit.
namespace BpfSharp.Compiler.Diagnostics;

internal static class PreprocessingDiagnostics
{
    public static readonly DiagnosticDescriptor UnterminatedComment = new("BS0100", Severity.Error, "unterminated comment", "close it with */");
    public static readonly DiagnosticDescriptor UnterminatedLiteral = new("BS0101", Severity.Error, "missing terminating {0} character", "a string may not run over the end of the line; end the line with \\ or use two strings");
    public static readonly DiagnosticDescriptor StrayCharacter = new("BS0102", Severity.Error, "unexpected character {0} in program", "");
    public static readonly DiagnosticDescriptor InvalidDirective = new("BS0103", Severity.Error, "invalid preprocessing directive '#{0}'", "");
    public static readonly DiagnosticDescriptor ExtraTokens = new("BS0104", Severity.Warning, "extra tokens at end of #{0} directive", "", "extra-tokens");
    public static readonly DiagnosticDescriptor MacroNameMissing = new("BS0105", Severity.Error, "macro name missing", "");
    public static readonly DiagnosticDescriptor MacroNameNotIdentifier = new("BS0106", Severity.Error, "macro name must be an identifier", "");
    public static readonly DiagnosticDescriptor DefinedNotMacroName = new("BS0107", Severity.Error, "'defined' cannot be used as a macro name", "");
    public static readonly DiagnosticDescriptor InvalidParameterList = new("BS0108", Severity.Error, "invalid parameter list of macro '{0}': {1}", "");
    public static readonly DiagnosticDescriptor DuplicateParameter = new("BS0109", Severity.Error, "duplicate macro parameter name '{0}'", "");
    public static readonly DiagnosticDescriptor HashWithoutParameter = new("BS0110", Severity.Error, "'#' is not followed by a macro parameter", "");
    public static readonly DiagnosticDescriptor PasteAtEdge = new("BS0111", Severity.Error, "'##' cannot appear at the {0} of a macro expansion", "");
    public static readonly DiagnosticDescriptor VaArgsOutsideVariadic = new("BS0112", Severity.Warning, "__VA_ARGS__ can only appear in the expansion of a variadic macro", "", "pedantic");
    public static readonly DiagnosticDescriptor VaOptUnterminated = new("BS0113", Severity.Error, "missing {0} of __VA_OPT__", "");
    public static readonly DiagnosticDescriptor VaOptNested = new("BS0144", Severity.Error, "__VA_OPT__ cannot stand inside __VA_OPT__", "");
    public static readonly DiagnosticDescriptor MacroRedefined = new("BS0114", Severity.Warning, "'{0}' macro redefined", "#undef it first if this is meant", "macro-redefined");
    public static readonly DiagnosticDescriptor BuiltinMacroChanged = new("BS0115", Severity.Warning, "{0} builtin macro '{1}'", "", "builtin-macro-redefined");
    public static readonly DiagnosticDescriptor TooFewArguments = new("BS0116", Severity.Error, "too few arguments provided to function-like macro invocation: '{0}' takes {1}, {2} given", "");
    public static readonly DiagnosticDescriptor TooManyArguments = new("BS0117", Severity.Error, "too many arguments provided to function-like macro invocation: '{0}' takes {1}, {2} given", "");
    public static readonly DiagnosticDescriptor UnterminatedInvocation = new("BS0118", Severity.Error, "unterminated function-like macro invocation", "");
    public static readonly DiagnosticDescriptor InvalidPaste = new("BS0119", Severity.Error, "pasting formed '{0}', an invalid preprocessing token", "");
    public static readonly DiagnosticDescriptor ExpansionTooLarge = new("BS0120", Severity.Error, "macro expansion produces more than {0} tokens", "look for macros that use each other twice");
    public static readonly DiagnosticDescriptor ExpansionTooDeep = new("BS0121", Severity.Error, "macro arguments are nested more than {0} deep", "");
    public static readonly DiagnosticDescriptor ExpectedFileName = new("BS0122", Severity.Error, "expected \"FILENAME\" or <FILENAME>", "");
    public static readonly DiagnosticDescriptor FileNotFound = new("BS0123", Severity.Error, "'{0}' file not found", "add its directory with -I; kernel headers need not be installed, their types come from BTF");
    public static readonly DiagnosticDescriptor IncludeTooDeep = new("BS0124", Severity.Error, "#include nested more than {0} deep", "does the header include itself without an include guard?");
    public static readonly DiagnosticDescriptor FileUnreadable = new("BS0125", Severity.Error, "cannot read '{0}': {1}", "");
    public static readonly DiagnosticDescriptor IncludeInArguments = new("BS0126", Severity.Error, "#include inside the arguments of a macro is not supported", "");
    public static readonly DiagnosticDescriptor UnterminatedConditional = new("BS0127", Severity.Error, "unterminated conditional directive", "");
    public static readonly DiagnosticDescriptor ConditionalWithoutIf = new("BS0128", Severity.Error, "#{0} without #if", "");
    public static readonly DiagnosticDescriptor ConditionalAfterElse = new("BS0129", Severity.Error, "#{0} after #else", "");
    public static readonly DiagnosticDescriptor ExpectedExpression = new("BS0130", Severity.Error, "expected a value in the preprocessor expression", "");
    public static readonly DiagnosticDescriptor ExpectedInExpression = new("BS0131", Severity.Error, "expected '{0}' in the preprocessor expression", "");
    public static readonly DiagnosticDescriptor UnexpectedInExpression = new("BS0132", Severity.Error, "token '{0}' is not valid in a preprocessor expression", "");
    public static readonly DiagnosticDescriptor DivisionByZero = new("BS0133", Severity.Error, "division by zero in preprocessor expression", "");
    public static readonly DiagnosticDescriptor InvalidInteger = new("BS0134", Severity.Error, "invalid integer '{0}' in preprocessor expression", "");
    public static readonly DiagnosticDescriptor IntegerTooLarge = new("BS0135", Severity.Error, "integer '{0}' is too large for any integer type", "");
    public static readonly DiagnosticDescriptor ExpressionTooDeep = new("BS0136", Severity.Error, "preprocessor expression is nested more than {0} deep", "");
    public static readonly DiagnosticDescriptor UserError = new("BS0137", Severity.Error, "{0}", "");
    public static readonly DiagnosticDescriptor UserWarning = new("BS0138", Severity.Warning, "{0}", "", "#warnings");
    public static readonly DiagnosticDescriptor InvalidLine = new("BS0139", Severity.Error, "#line needs a line number from 1 to 2147483647 and, if wanted, a file name in quotes", "");
    public static readonly DiagnosticDescriptor TestArgument = new("BS0140", Severity.Error, "'{0}' needs {1} in parentheses", "");
    public static readonly DiagnosticDescriptor InvalidUnroll = new("BS0141", Severity.Warning, "'{0}' is not an unroll pragma: {1}", "write \"#pragma unroll\" or \"#pragma unroll N\"", "ignored-pragmas");
    public static readonly DiagnosticDescriptor PragmaOperator = new("BS0142", Severity.Error, "_Pragma takes a string in parentheses", "");
    public static readonly DiagnosticDescriptor TooMuchText = new("BS0143", Severity.Error, "the source text of one compilation is larger than 2 GB", "");
    public static readonly DiagnosticDescriptor InvalidCharacterConstant = new("BS0145", Severity.Error, "invalid character constant {0}", "");
    public static readonly DiagnosticDescriptor UnknownPragma = new("BS0146", Severity.Warning, "unknown pragma '{0}' is ignored", "", "unknown-pragmas", WarningLevel.All);
    public static readonly DiagnosticDescriptor DiagnosticPragma = new("BS0147", Severity.Warning, "'#pragma diagnostic' is ignored: {0}", "", "unknown-pragmas");
    public static readonly DiagnosticDescriptor UnknownWarning = new("BS0148", Severity.Warning, "unknown warning option '-W{0}'", "", "unknown-warning-option");
    public static readonly DiagnosticDescriptor UnknownWarningDidYouMean = new("BS0149", Severity.Warning, "unknown warning option '-W{0}'; did you mean '-W{1}'?", "", "unknown-warning-option");
    public static readonly DiagnosticDescriptor TypographicQuote = new("BS0150", Severity.Error, "'{0}' is a typographic quote: C has {1}", "editors that make plain text leave quotes as they are");
    public static readonly DiagnosticDescriptor MisspeltDirective = new("BS0151", Severity.Error, "invalid preprocessing directive '#{0}'; did you mean '#{1}'?", "");
}
