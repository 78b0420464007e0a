// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Errors;

/// <summary>The verifier's commonest refusals in the words of a C programmer. Source of the wordings matched: kernel/bpf/verifier.c, 5.4 to 6.18.</summary>
internal static class VerifierReasons
{
    /// <param name="First">Must occur in the reason.</param>
    /// <param name="Second">Must occur as well; empty when not needed.</param>
    private readonly record struct Row(string First, string Second, string Explanation, string? Remedy);

    /// <summary>First match wins: the specific before the general.</summary>
    private static readonly Row[] Table =
    [
        new("map_value_or_null", "", "the result of a map lookup may be NULL: check it first", "write if (!value) return 0; before using it"),
        new("ringbuf_mem_or_null", "", "the result of a ring-buffer reservation may be NULL: check it first", "write if (!event) return 0; before using it"),
        new("mem_or_null", "", "this pointer may be NULL: check it first", "test it before using it"),
        new("sock_or_null", "", "this socket may be NULL: check it first", "test it before using it"),
        new("_or_null", "", "this pointer may be NULL: check it first", "test it before using it"),
        new("addr_space_cast", "associated arena", "the program follows a pointer into an arena, but does not mention the arena's map, so the kernel does not know which it is",
            "mention the map in the program: asm volatile(\"\" :: \"r\"(&arena));"),
        new("type=arena", "expected=", "helpers take no memory of an arena", "copy it to a local variable first, or read it with bpf_probe_read_kernel"),
        new("BPF_ATOMIC", "arena is not allowed", "this processor's JIT lacks this atomic operation on arena memory",
            "on x86-64 the fetching and, or and xor are missing: use __sync_val_compare_and_swap"),
        new("invalid mem access 'scalar'", "", "this is a plain number to the verifier, not a pointer it knows",
            "read kernel or user memory with bpf_probe_read_kernel or bpf_probe_read_user; declare pointers into arenas __arena"),
        new("invalid mem access 'inv'", "", "this is a plain number to the verifier, not a pointer it knows",
            "read kernel or user memory with bpf_probe_read_kernel or bpf_probe_read_user"),
        new("invalid mem access", "", "memory is accessed through something that is not a pointer to it", null),
        new("invalid indirect read from stack", "", "a helper would read bytes of the stack that were never written",
            "initialise the whole variable, padding included, for instance with = {}"),
        new("invalid read from stack", "", "bytes of the stack are read that were never written", "initialise the whole variable, padding included"),
        new("invalid write to stack", "", "this writes outside the 512-byte stack frame", "check the index against the array's size"),
        new("invalid stack type", "", "a helper would be given memory beyond the variable's end", "give the helper at most sizeof the variable"),
        new("min value is negative", "", "this number may be negative where a size or offset is needed", "make it unsigned, or check that it is >= 0"),
        new("unbounded memory access", "", "this size or offset has no upper limit the verifier can see", "check it against a constant, or mask it with & (SIZE - 1), before use"),
        new("unbounded min value", "", "this offset has no lower limit the verifier can see", "make it unsigned, or check it against a constant"),
        new("max value is outside", "", "this access may go past the end of the memory", "check the index against the array's size before use"),
        new("is outside of the allowed memory range", "", "this access may go past the end of the memory", "check the index or size first"),
        new("invalid access to map value", "", "this goes past the end of the map's value", "check the index, or make the value larger"),
        new("invalid access to packet", "", "the packet may end before this byte", "compare the end of what you read with data_end first"),
        new("invalid access to memory", "", "this goes past the end of the memory", "check the index or size first"),
        new("invalid bpf_context access", "", "programs of this type may not read (or not write) this part of their context", null),
        new("dereference of modified ctx ptr", "", "the context pointer was moved before this access", "read context fields at constant offsets only"),
        new("misaligned", "", "this access is not aligned to its size", "align the field, or copy it bytewise"),
        new("unknown func", "", "this kernel has no such helper", "use another helper, or a newer kernel"),
        new("invalid func unknown", "", "this kernel has no such helper", "use another helper, or a newer kernel"),
        new("program of this type cannot use helper", "", "programs of this type may not call this helper", "use another helper, or attach in another way"),
        new("helper access to the packet is not allowed", "", "this helper may not be given packet memory", "copy it to the stack first"),
        new("cannot call GPL-restricted function", "", "this helper is only for programs under the GPL", "declare the licence \"GPL\""),
        new("calling kernel function", "not allowed", "programs of this type may not call this kernel function", null),
        new("BPF program is too large", "", "there are too many paths through the program: the verifier gave up after its limit of instructions",
            "shorten loops, split the program, or make branches in loops independent"),
        new("sequence of", "jumps is too complex", "there are too many branches for the verifier to follow", "split the program"),
        new("infinite loop detected", "", "the verifier cannot see this loop end", "count towards a constant limit"),
        new("back-edge", "", "this kernel refuses loops", "unroll the loop with #pragma unroll; Linux 5.3 and newer run bounded loops"),
        new("unreachable insn", "", "code here can never run", null),
        new("last insn is not an exit or jmp", "", "the program can run past its end", "return at the end of every path"),
        new("combined stack size", "", "functions calling each other need more than 512 bytes of stack together", "move large variables into a per-CPU array"),
        new("stack frames is too large", "", "functions calling each other need more than 512 bytes of stack together", "move large variables into a per-CPU array"),
        new("the call stack of", "too deep", "functions call each other more than 8 levels deep", "inline some of them"),
        new("Unreleased reference", "", "something reserved or referenced here is not given back on every path",
            "submit or discard a ring-buffer record, release a socket, before returning"),
        new("reference has not been acquired", "", "this releases something that is not held", "release it once"),
        new("R0 !read_ok", "", "the program ends without a result", "return a value at the end"),
        new("!read_ok", "", "a value is used that was never set on some path", "initialise the variable"),
        new("At program exit the register R0", "", "the value returned is outside what programs of this type may return", null),
        new("leaks addr", "", "a kernel address would be handed to user space", "store the value, not the pointer"),
        new("pointer arithmetic", "prohibited", "arithmetic on this kind of pointer is not allowed", "check it for NULL first, or index from the start"),
        new("math between", "pointer and register with unbounded", "this index has no limit the verifier can see", "check it against a constant first"),
        new("pointer comparison prohibited", "", "these pointers may not be compared", null),
        new("write into map forbidden", "", "this map is read-only to programs", null),
        new("cannot write into", "", "this memory is read-only to programs", null),
        new("invalid argument", "", "an argument is not what the called function takes", null),
        new("type=", "expected=", "an argument of this call is not of the kind the helper takes", "pass a pointer to a variable, a map value or the kind it names"),
        new("missing btf func_info", "", "the program's type information lacks a function", null),
    ];

    public static (string Explanation, string? Remedy) Explain(string reason)
    {
        foreach (var row in Table)
        {
            if (reason.Contains(row.First, StringComparison.Ordinal) && reason.Contains(row.Second, StringComparison.Ordinal))
            {
                return (row.Explanation, row.Remedy);
            }
        }

        return (reason, null);
    }
}
