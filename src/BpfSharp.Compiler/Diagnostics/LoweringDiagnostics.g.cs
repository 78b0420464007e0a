// SPDX-License-Identifier: Apache-2.0
// Generated from gen/diagnostics/Lowering.txt; do not edit.
namespace BpfSharp.Compiler.Diagnostics;

internal static class LoweringDiagnostics
{
    public static readonly DiagnosticDescriptor UndefinedFunction = new("BS0550", Severity.Error, "function '{0}' is defined elsewhere and returns a record", "define it in this file, or pass it a pointer");
    public static readonly DiagnosticDescriptor IndirectCall = new("BS0551", Severity.Error, "this call goes through a pointer whose target is not known at compile time", "BPF can only call named functions and helpers");
    public static readonly DiagnosticDescriptor NotConstantInitializer = new("BS0552", Severity.Error, "the initialiser of '{0}' is not a constant", "");
    public static readonly DiagnosticDescriptor VariableSize = new("BS0553", Severity.Error, "{0} needs a size known at compile time", "use a constant size, or bpf_probe_read_kernel for a variable one");
    public static readonly DiagnosticDescriptor AtomicWidth = new("BS0554", Severity.Error, "atomic operation on {0} bytes; BPF has them for 4 and 8", "");
    public static readonly DiagnosticDescriptor WideArithmetic = new("BS0555", Severity.Error, "BPF code cannot divide __int128", "divide its halves, or shift");
    public static readonly DiagnosticDescriptor UnsupportedBuiltin = new("BS0557", Severity.Error, "{0} is not possible in BPF", "");
    public static readonly DiagnosticDescriptor RecordByValue = new("BS0558", Severity.Error, "global function '{0}' takes or returns a struct by value", "make it static, or pass a pointer");
    public static readonly DiagnosticDescriptor MixedOverflow = new("BS0559", Severity.Error, "64-bit overflow check with operands of different signedness", "convert both operands to the result's type first");
    public static readonly DiagnosticDescriptor VariableTooLarge = new("BS0560", Severity.Error, "variable '{0}' needs {1} bytes, more than a data section holds", "use an array map");
}
