// SPDX-License-Identifier: Apache-2.0
// Generated from gen/diagnostics/Dialects.txt; do not edit.
namespace BpfSharp.Compiler.Diagnostics;

internal static class DialectsDiagnostics
{
    public static readonly DiagnosticDescriptor UnknownMapMethod = new("BS0400", Severity.Error, "map '{0}' has no method '{1}'{2}", "docs/bcc-dialect.md lists the methods");
    public static readonly DiagnosticDescriptor WrongMapForMethod = new("BS0401", Severity.Error, "map '{0}' is of type {1}, which has no method '{2}'", "declare the map with a kind that supports the method");
    public static readonly DiagnosticDescriptor WrongMethodArguments = new("BS0402", Severity.Error, "method '{1}' of map '{0}' takes {2}, not {3}", "");
    public static readonly DiagnosticDescriptor MapArgumentNotPointer = new("BS0403", Severity.Error, "method '{1}' of map '{0}' wants the address of a '{2}', not a value of type '{3}'", "put '&' in front of a variable");
    public static readonly DiagnosticDescriptor MapArgumentSize = new("BS0404", Severity.Warning, "method '{1}' of map '{0}' uses {2} bytes ('{3}'), but the argument points to '{4}' of {5}", "use a variable of the map's own key or value type", "bpf-map-argument");
    public static readonly DiagnosticDescriptor CounterNotInteger = new("BS0405", Severity.Error, "method '{1}' adds to the values of map '{0}', which are of type '{2}'", "only maps of integers can be incremented");
    public static readonly DiagnosticDescriptor MapIsNoPointer = new("BS0406", Severity.Error, "map '{0}' is no pointer: its methods are called with '.'", "write a dot instead of the arrow");
    public static readonly DiagnosticDescriptor MapWithoutType = new("BS0410", Severity.Error, "map '{0}' does not say its type", "add __uint(type, BPF_MAP_TYPE_...)");
    public static readonly DiagnosticDescriptor UnknownMapKind = new("BS0411", Severity.Error, "map '{0}': there is no map kind \"{1}\"", "kinds are \"hash\", \"array\", \"percpu_hash\", \"lru_hash\" and others listed in docs/bcc-dialect.md");
    public static readonly DiagnosticDescriptor IncompleteMapType = new("BS0412", Severity.Error, "the {1} of map '{0}' has type '{2}', which is not defined here", "define the type before the map");
    public static readonly DiagnosticDescriptor MapWithoutKey = new("BS0413", Severity.Error, "the key of map '{0}' has no size", "give the key a type with at least one byte");
    public static readonly DiagnosticDescriptor UnknownInnerMap = new("BS0414", Severity.Error, "map '{0}': no map '{1}' is declared before it", "declare the inner map first");
    public static readonly DiagnosticDescriptor ExternMap = new("BS0415", Severity.Error, "map '{0}' is declared by another module, and there is none here", "declare the map with its own kind");
    public static readonly DiagnosticDescriptor HistogramLeaf = new("BS0416", Severity.Error, "the values of histogram '{0}' must be u64, not '{1}'", "use BPF_HISTOGRAM(name, key type, size)");
    public static readonly DiagnosticDescriptor NotAMapDeclaration = new("BS0417", Severity.Error, "'{0}' is in a map section but is not a map declaration", "declare it as a struct of __uint and __type members");
    public static readonly DiagnosticDescriptor MapsInPlainMap = new("BS0418", Severity.Warning, "map '{0}' has maps as values, which only maps of maps hold", "give it type BPF_MAP_TYPE_ARRAY_OF_MAPS or BPF_MAP_TYPE_HASH_OF_MAPS", "bpf-map");
    public static readonly DiagnosticDescriptor TooManyParameters = new("BS0420", Severity.Error, "program '{0}' takes its context and at most {1} more parameters", "read further arguments from the context");
    public static readonly DiagnosticDescriptor ParameterNotReadable = new("BS0421", Severity.Error, "parameter '{1}' of program '{0}' has type '{2}', which does not fit a register", "use an integer or pointer type");
    public static readonly DiagnosticDescriptor UnknownSection = new("BS0422", Severity.Warning, "'{0}' is in section \"{1}\", which no kind of program uses; did you mean \"{2}\"?", "a loader can't tell the type of such a program", "bpf-section");
    public static readonly DiagnosticDescriptor UnknownTracepoint = new("BS0423", Severity.Error, "there is no tracepoint '{0}:{1}' on this kernel", "the names are in /sys/kernel/tracing/events; the event's module may not be loaded");
    public static readonly DiagnosticDescriptor NoContextParameter = new("BS0424", Severity.Error, "program '{0}' has parameters but the first is not a context", "make the first parameter the context, such as \"struct pt_regs *ctx\"; functions that programs call are static");
    public static readonly DiagnosticDescriptor TooManyPrintArguments = new("BS0430", Severity.Error, "this kernel prints at most {1} values at once, and this prints {0}", "split the message; kernels from 5.16 on take 12 values");
    public static readonly DiagnosticDescriptor FormatNotLiteral = new("BS0431", Severity.Error, "the format of '{0}' must be a string literal", "write the format in the call");
    public static readonly DiagnosticDescriptor UnknownKernelOption = new("BS0440", Severity.Error, "the configuration of this kernel does not say '{0}'", "declare it __weak to read 0 instead");
    public static readonly DiagnosticDescriptor UnknownTracepointDidYouMean = new("BS0425", Severity.Error, "there is no tracepoint '{0}:{1}' on this kernel; did you mean '{0}:{2}'?", "");
    public static readonly DiagnosticDescriptor LicenseDefined = new("BS0441", Severity.Error, "BPF_LICENSE is defined outside the text", "write \"#define BPF_LICENSE words\" in the text: the licence is the author's to say");
    public static readonly DiagnosticDescriptor LicenseEmpty = new("BS0442", Severity.Error, "BPF_LICENSE is defined as nothing", "name the licence, such as \"#define BPF_LICENSE GPL\"");
    public static readonly DiagnosticDescriptor UsdtArguments = new("BS0443", Severity.Error, "{0} needs the number of an argument and a context: {1}", "write {0}(1, ctx, &variable)");
    public static readonly DiagnosticDescriptor UsdtOperand = new("BS0444", Severity.Error, "argument {1} of the probe that '{0}' is attached to cannot be read: \"{2}\" has no such operand of this architecture", "operands are written as \"readelf -n\" shows them; several places are \"ADDRESS: OPERANDS; ADDRESS: OPERANDS\", symbols stand in front as \"NAME=ADDRESS\"");
    public static readonly DiagnosticDescriptor PacketBits = new("BS0445", Severity.Error, "{0} needs a constant first bit and a constant number of bits, at most 64 together", "read whole bytes with load_word and shift");
    public static readonly DiagnosticDescriptor AssumedRecord = new("BS0446", Severity.Warning, "this kernel has no 'struct {0}': the layout in {1} is assumed", "load the kernel module it belongs to, whose BTF has the real one; without the module there is nothing to trace", "assumed-record");
    public static readonly DiagnosticDescriptor UnknownMapAttribute = new("BS0429", Severity.Error, "map '{0}' has no attribute '{1}'{2}", "attributes are type, key, value, key_size, value_size, max_entries, map_flags, map_extra, numa_node, pinning and values");
    public static readonly DiagnosticDescriptor MapSizesDiffer = new("BS0419", Severity.Error, "map '{0}' says its {1} twice, with {2} and {3} bytes", "keep the __type and remove the __uint of its size");
    public static readonly DiagnosticDescriptor ContextNotPointer = new("BS0426", Severity.Warning, "the first parameter of program '{0}' is its context, and '{1}' is no pointer", "put the context first, such as \"struct pt_regs *ctx\"", "bpf-context");
    public static readonly DiagnosticDescriptor MapSizeMissing = new("BS0428", Severity.Warning, "map '{0}' does not say its {1}, and the kernel refuses it so", "add __type(key, ...) and __type(value, ...)", "bpf-map");
    public static readonly DiagnosticDescriptor FormatSpecifier = new("BS0432", Severity.Warning, "the kernel does not print '{0}', and prints nothing of a message with it", "it has %d %i %u %x %X with l or ll, %c %s %p %px %pK %ps %pS %pB %pks %pus %pi4 %pI4 %pi6 %pI6 and %%", "bpf-format");
    public static readonly DiagnosticDescriptor FormatArguments = new("BS0433", Severity.Warning, "the format has {0}, and {1} given", "", "bpf-format");
    public static readonly DiagnosticDescriptor FormatArgumentType = new("BS0434", Severity.Warning, "'{0}' wants {1}, and the argument has type '{2}'", "", "bpf-format");
}
