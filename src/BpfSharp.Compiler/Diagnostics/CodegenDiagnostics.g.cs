// SPDX-License-Identifier: Apache-2.0
// Generated from gen/diagnostics/Codegen.txt; do not edit.
namespace BpfSharp.Compiler.Diagnostics;

internal static class CodegenDiagnostics
{
    public static readonly DiagnosticDescriptor StackTooLarge = new("BS0500", Severity.Error, "function '{0}' needs {1} bytes of stack, and BPF has 512 (largest: {2})", "move large locals into a per-CPU array map; where a program cannot be interrupted by itself the compiler does so");
    public static readonly DiagnosticDescriptor AtomicNeedsNewerKernel = new("BS0501", Severity.Error, "this atomic operation needs instruction set level 3 (Linux 5.12), and the target has level {0}", "use __sync_fetch_and_add without its result, or a spin lock");
    public static readonly DiagnosticDescriptor UnsupportedAssembly = new("BS0502", Severity.Error, "inline assembly '{0}' is not supported", "kernel assembly syntax is: r0 = 1; if r1 > 2 goto +1; w2 += %0");
    public static readonly DiagnosticDescriptor TooManyArguments = new("BS0503", Severity.Error, "a call passes {0} arguments, and BPF functions take at most five", "pass a pointer to a structure");
    public static readonly DiagnosticDescriptor FunctionTooLong = new("BS0504", Severity.Error, "function '{0}' has {1} instructions, too far to jump across", "split it into __noinline functions");
    public static readonly DiagnosticDescriptor AddressInData = new("BS0505", Severity.Error, "the initial value of '{0}' holds an address, which a BPF data section cannot", "use a switch instead of a table of pointers, or index constants that the compiler can follow");
    public static readonly DiagnosticDescriptor KernelStore = new("BS0510", Severity.Error, "BPF programs cannot write to kernel memory", "copy the object to a local variable; bpf_probe_write_user writes to user memory");
    public static readonly DiagnosticDescriptor RecursiveCall = new("BS0511", Severity.Error, "function '{0}' calls itself, directly or through others", "BPF has a small fixed stack: write it as a loop with a limit");
    public static readonly DiagnosticDescriptor LoopNotCountable = new("BS0512", Severity.Error, "the number of iterations of this loop is not known at compile time, and kernels before 5.3 run no loops", "give the loop a constant limit");
    public static readonly DiagnosticDescriptor LoopTooLarge = new("BS0513", Severity.Error, "unrolling this loop would take more than {0} operations", "lower its limit, or target a kernel that runs loops (5.3)");
    public static readonly DiagnosticDescriptor UnrollIgnored = new("BS0514", Severity.Warning, "this loop was not unrolled: its number of iterations is not known at compile time", "give the loop a constant limit, or remove #pragma unroll", "pass-failed");
    public static readonly DiagnosticDescriptor UnrollTooLarge = new("BS0515", Severity.Warning, "this loop was not unrolled: that would take more than {0} operations", "lower its limit, or remove #pragma unroll", "pass-failed");
    public static readonly DiagnosticDescriptor KernelAtomic = new("BS0516", Severity.Error, "atomic operations on kernel memory are not possible in BPF", "use a map value");
    public static readonly DiagnosticDescriptor FunctionGrowsTooLarge = new("BS0517", Severity.Error, "function '{0}' has more than {1} operations with the functions it calls in place", "mark large functions __noinline, or call them in fewer places");
    public static readonly DiagnosticDescriptor CallOfError = new("BS0520", Severity.Error, "call of '{0}', which is declared an error: {1}", "the condition in front of the call must be false when compiled");
    public static readonly DiagnosticDescriptor CallsTooDeep = new("BS0518", Severity.Error, "calls are nested more than {1} deep at function '{0}'", "the kernel allows 8 levels; let fewer functions call each other");
    public static readonly DiagnosticDescriptor FunctionTooLarge = new("BS0519", Severity.Error, "function '{0}' is too large: it has {1} blocks with {2} operations", "split it into __noinline functions or several programs");
    public static readonly DiagnosticDescriptor LocalMoved = new("BS0521", Severity.Note, "local '{0}' of {1} bytes is kept in the per-CPU map '{2}': the stack has 512 bytes for the whole function", "declare such a map yourself to choose its name, or make the local smaller");
    public static readonly DiagnosticDescriptor HelperNeedsGpl = new("BS0522", Severity.Warning, "helper '{0}' is only for programs under a licence compatible with the GPL, and {1}", "name it in the text: char LICENSE[] SEC(\"license\") = \"GPL\"; or \"Dual MIT/GPL\", \"Dual BSD/GPL\"", "bpf-license");
    public static readonly DiagnosticDescriptor SeveralArenas = new("BS0523", Severity.Error, "variable '{0}' is in an arena, but in which: '{1}' or '{2}'?", "an object has one map of type BPF_MAP_TYPE_ARENA");
    public static readonly DiagnosticDescriptor AddressOfProgram = new("BS0524", Severity.Error, "the address of program '{0}' is taken, which loaders do not give", "a callback is a function without a section; programs go on to each other by bpf_tail_call");
    public static readonly DiagnosticDescriptor CombinedStack = new("BS0525", Severity.Warning, "the stack of calls within calls is {0} bytes, and {1}: {2}", "move large locals into a per-CPU array map, or call the functions one after the other", "bpf-stack");
}
