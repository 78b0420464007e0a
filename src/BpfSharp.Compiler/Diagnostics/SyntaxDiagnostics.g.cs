// SPDX-License-Identifier: Apache-2.0
// Generated from gen/diagnostics/Syntax.txt; do not edit.
namespace BpfSharp.Compiler.Diagnostics;

internal static class SyntaxDiagnostics
{
    public static readonly DiagnosticDescriptor Expected = new("BS0200", Severity.Error, "expected {0} {1}", "");
    public static readonly DiagnosticDescriptor ExpectedExpression = new("BS0201", Severity.Error, "expected an expression, found {0}", "");
    public static readonly DiagnosticDescriptor UnknownTypeName = new("BS0202", Severity.Error, "unknown type name '{0}'", "include the header that declares it, or check the spelling");
    public static readonly DiagnosticDescriptor NestedTooDeeply = new("BS0203", Severity.Error, "nested more than {0} levels deep", "");
    public static readonly DiagnosticDescriptor UnexpectedAtFileScope = new("BS0204", Severity.Error, "expected a declaration or a function, found {0}", "");
    public static readonly DiagnosticDescriptor InvalidTypeCombination = new("BS0205", Severity.Error, "'{0}' cannot be combined with '{1}' in one type", "");
    public static readonly DiagnosticDescriptor MissingTypeSpecifier = new("BS0206", Severity.Error, "the declaration of '{0}' names no type", "C has no implicit int: name the type");
    public static readonly DiagnosticDescriptor OldStyleDefinition = new("BS0207", Severity.Error, "old-style parameter lists are not supported", "declare the parameters' types inside the parentheses");
    public static readonly DiagnosticDescriptor MultipleStorageClasses = new("BS0208", Severity.Error, "'{0}' after '{1}': a declaration has one storage class", "");
    public static readonly DiagnosticDescriptor ExpectedMember = new("BS0210", Severity.Error, "expected a member name, found {0}", "");
    public static readonly DiagnosticDescriptor EmptyDeclaration = new("BS0211", Severity.Warning, "declaration does not declare anything", "", "missing-declarations");
    public static readonly DiagnosticDescriptor ElseWithoutIf = new("BS0212", Severity.Error, "'else' without an 'if' before it", "");
    public static readonly DiagnosticDescriptor ParameterInitializer = new("BS0213", Severity.Error, "a parameter cannot have an initialiser", "");
    public static readonly DiagnosticDescriptor ComplexNumbers = new("BS0214", Severity.Error, "'{0}' has no counterpart in BPF", "use integers");
    public static readonly DiagnosticDescriptor UnknownTypeNameDidYouMean = new("BS0215", Severity.Error, "unknown type name '{0}'; did you mean '{1}'?", "");
    public static readonly DiagnosticDescriptor TagWithoutKeyword = new("BS0216", Severity.Error, "'{0}' is a {1}: its type is written '{1} {0}'", "");
    public static readonly DiagnosticDescriptor ComputedGoto = new("BS0217", Severity.Error, "labels have no addresses in BPF, so goto cannot take one", "use a switch");
    public static readonly DiagnosticDescriptor NestedFunction = new("BS0218", Severity.Error, "function '{0}' is defined inside another function", "move it in front of the function");
    public static readonly DiagnosticDescriptor UnknownMacro = new("BS0219", Severity.Error, "'{0}' is neither a type nor a macro known here", "include the header that defines it, or check the spelling");
    public static readonly DiagnosticDescriptor UnknownMacroDidYouMean = new("BS0220", Severity.Error, "'{0}' is neither a type nor a macro known here; did you mean '{1}'?", "");
    public static readonly DiagnosticDescriptor MacroOfHeader = new("BS0221", Severity.Error, "'{0}' is a macro of <{1}>, which is not included", "add the #include at the top of the file");
    public static readonly DiagnosticDescriptor StatementAtFileScope = new("BS0222", Severity.Error, "'{0}' outside a function", "statements stand in the body of a function");
    public static readonly DiagnosticDescriptor KeywordAsName = new("BS0223", Severity.Error, "expected a name, found the keyword {0}", "choose another name");
    public static readonly DiagnosticDescriptor NameMissing = new("BS0224", Severity.Error, "expected a name before {0}", "");
    public static readonly DiagnosticDescriptor MisspeltKeyword = new("BS0225", Severity.Error, "unknown word '{0}'; did you mean '{1}'?", "");
    public static readonly DiagnosticDescriptor ThreadLocal = new("BS0226", Severity.Error, "BPF programs have no threads: a variable cannot be thread-local", "use a per-CPU map, or one keyed by bpf_get_current_pid_tgid()");
    public static readonly DiagnosticDescriptor AssignmentAsCondition = new("BS0227", Severity.Warning, "an assignment is used as a condition", "'==' compares; a second pair of parentheses says that '=' is meant", "parentheses");
    public static readonly DiagnosticDescriptor EmptyIf = new("BS0228", Severity.Warning, "the body of this 'if' is empty", "remove the ';', or put it on its own line", "empty-body");
    public static readonly DiagnosticDescriptor ComparisonInParentheses = new("BS0229", Severity.Warning, "a comparison in two pairs of parentheses", "'=' assigns; remove one pair if '==' is meant", "parentheses-equality");
    public static readonly DiagnosticDescriptor ForeignWord = new("BS0230", Severity.Error, "'{0}' is not a word of C: {1}", "");
    public static readonly DiagnosticDescriptor AutoIsNoType = new("BS0231", Severity.Error, "'auto' is not a type in C: the declaration of '{0}' names none", "write __auto_type, or the type");
}
