// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tests.Library;

public class TraceLineTests
{
    [Fact]
    public void Reads_the_parts()
    {
        var line = TraceLine.Parse("       my-task [x]-1234    [001] d..21  5678.901234: bpf_trace_printk: a: b");
        Assert.Equal(("my-task [x]", 1234, 1, "d..21", 5678.901234, "a: b"), (line.Task, line.Pid, line.Cpu, line.Flags, line.TimestampSeconds, line.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("CPU:0 [LOST 5 EVENTS]")]
    [InlineData("[001] 5: x")]
    public void Keeps_lines_of_unknown_shape(string raw) => Assert.Equal(raw.Trim(), TraceLine.Parse(raw).Message);
}
