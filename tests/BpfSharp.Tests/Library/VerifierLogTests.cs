// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tests.Library;

public class VerifierLogTests
{
    [Fact]
    public void Finds_the_instruction_and_the_reason_between_bookkeeping()
    {
        var log = VerifierLog.Parse("""
            func#0 @0
            0: R1=ctx() R10=fp0
            ; int x = *p; @ a.c:3
            12: (79) r0 = *(u64 *)(r0 +0)
            R0 invalid mem access 'map_value_or_null'
            processed 13 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0

            """);
        Assert.Equal(12, log.InstructionIndex);
        Assert.Equal("R0 invalid mem access 'map_value_or_null'", log.Reason);
        Assert.Contains("may be NULL", log.Explanation, StringComparison.Ordinal);
        Assert.NotNull(log.Remedy);
        Assert.False(log.IsBeforeVerification);
        Assert.Equal(13, log.ProcessedInstructions);
    }

    [Theory]
    [InlineData("back-edge from insn 7 to 3\nprocessed 0 insns", 7, "refuses loops")]
    [InlineData("infinite loop detected at insn 4\ncur state: R0=0\nold state: R0=0\nprocessed 9 insns", 4, "cannot see this loop end")]
    [InlineData("5: (85) call unknown#999\ninvalid func unknown#999", 5, "no such helper")]
    [InlineData("3: (bf) r1 = r0\nR1 unbounded memory access, make sure to bounds check any such access", 3, "no upper limit")]
    [InlineData("8: (85) call bpf_probe_read#4\ninvalid indirect read from stack R3 off -16+4 size 16", 8, "never written")]
    [InlineData("2: (61) r0 = *(u32 *)(r1 +0)\nR1 invalid mem access 'scalar'", 2, "plain number")]
    [InlineData("BPF program is too large. Processed 1000001 insn", -1, "too many paths")]
    public void Explains_the_common_refusals(string text, int instruction, string words)
    {
        var log = VerifierLog.Parse(text);
        Assert.Equal(instruction, log.InstructionIndex);
        Assert.Contains(words, log.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("processed 0 insns\n")]
    public void Empty_logs_have_no_reason(string text) => Assert.Equal("", VerifierLog.Parse(text).Reason);
}
