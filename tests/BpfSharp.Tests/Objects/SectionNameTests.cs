// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp.Tests.Objects;

public class SectionNameTests
{
    [Theory]
    [InlineData("tracepoint/syscalls/sys_enter_openat", ProgramType.Tracepoint, default(AttachType), "syscalls/sys_enter_openat", SectionAttach.Tp, true)]
    [InlineData("kprobe/vfs_read", ProgramType.Kprobe, default(AttachType), "vfs_read", SectionAttach.Kprobe, true)]
    [InlineData("kprobe", ProgramType.Kprobe, default(AttachType), "", SectionAttach.Kprobe, false)]
    [InlineData("kprobe.multi/vfs_*", ProgramType.Kprobe, AttachType.TraceKprobeMulti, "vfs_*", SectionAttach.KprobeMulti, true)]
    [InlineData("fentry/do_unlinkat", ProgramType.Tracing, AttachType.TraceFentry, "do_unlinkat", SectionAttach.Trace, true)]
    [InlineData("usdt/libc:libc:setjmp", ProgramType.Kprobe, default(AttachType), "libc:libc:setjmp", SectionAttach.Usdt, true)]
    [InlineData("xdp", ProgramType.Xdp, AttachType.Xdp, "", SectionAttach.None, false)]
    [InlineData("cgroup/connect4", ProgramType.CgroupSockAddr, AttachType.CgroupInet4Connect, "", SectionAttach.None, false)]
    [InlineData("tc/ingress", ProgramType.SchedCls, AttachType.TcxIngress, "", SectionAttach.None, false)]
    [InlineData("struct_ops/init", ProgramType.StructOps, default(AttachType), "init", SectionAttach.None, false)]
    public void Tells_type_attach_type_and_target(string section, ProgramType type, AttachType attach, string target, SectionAttach how, bool auto)
    {
        Assert.True(SectionName.TryParse(section, out var name));
        Assert.Equal((type, attach, target, how, auto), (name.Type, name.AttachType, name.Target, name.Attach, name.IsAutoAttachable));
        Assert.True(name.AutoLoad);
    }

    [Theory]
    [InlineData("xdp/something")]
    [InlineData("kprobes/vfs_read")]
    [InlineData(".text")]
    [InlineData("")]
    [InlineData("?")]
    public void Refuses_other_sections(string section) => Assert.False(SectionName.TryParse(section, out _));

    [Fact]
    public void Question_mark_turns_loading_off() =>
        Assert.True(SectionName.TryParse("?tp/sched/sched_switch", out var name) && !name.AutoLoad && name.Target == "sched/sched_switch");

    [Fact]
    public void Flags_become_program_flags()
    {
        Assert.True(SectionName.TryParse("lsm.s/file_open", out var sleepable));
        Assert.Equal((16u, true), (sleepable.ProgramFlags, (sleepable.Flags & SectionFlags.TargetIsBtfId) != 0));
        Assert.True(SectionName.TryParse("xdp.frags", out var frags));
        Assert.Equal(32u, frags.ProgramFlags);
    }

    [Fact]
    public void Every_row_is_reachable()
    {
        Assert.Equal(116, SectionNames.Rows.Length);
        Assert.All(SectionNames.Rows, row => Assert.Same(row, SectionNames.Rows.First(r => r.Matches(row.Name))));
    }
}
