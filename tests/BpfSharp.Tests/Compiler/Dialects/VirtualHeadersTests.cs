// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Headers;
using BpfSharp.Compiler.Semantics;
using Kind = BpfSharp.Compiler.Dialect;

namespace BpfSharp.Tests.Compiler.Dialects;

public class VirtualHeadersTests
{
    private static VirtualHeaders Headers(Kind kind, params string[] included)
    {
        var target = DialectRun.Target(withKernel: false);
        var headers = new VirtualHeaders(kind, target, new KernelTypes(null));
        Assert.All(included, h => Assert.True(headers.TryOpenHeader(h, out _), h));
        return headers;
    }

    private static string? Macro(VirtualHeaders headers, string name) => headers.TryGetMacro(name, out var text) ? text : null;

    [Theory]
    [InlineData("AF_INET", "AF_INET 2")]
    [InlineData("NSEC_PER_MSEC", "NSEC_PER_MSEC 1000000L")]
    [InlineData("LINUX_VERSION_CODE", "LINUX_VERSION_CODE 397824")]
    [InlineData("CONFIG_NUMA", "CONFIG_NUMA 1")]
    [InlineData("CONFIG_HZ", "CONFIG_HZ 250")]
    [InlineData("CONFIG_KVM", null)]
    [InlineData("CONFIG_KVM_MODULE", "CONFIG_KVM_MODULE 1")]
    [InlineData("CONFIG_NO_SUCH_OPTION", null)]
    [InlineData("REQ_WRITE", null)]
    [InlineData("sk_family", null)]
    [InlineData("SEC", null)]
    [InlineData("BPF_CORE_READ", null)]
    [InlineData("bpf_num_cpus", "bpf_num_cpus() 4")]
    [InlineData("BPF_ANY", "BPF_ANY 0")]
    public void Bcc_programs_see_kernel_macros_at_once(string name, string? expected) => Assert.Equal(expected, Macro(Headers(Kind.Bcc), name));

    [Fact]
    public void Field_macros_need_their_header()
    {
        Assert.Equal("sk_family __sk_common.skc_family", Macro(Headers(Kind.Bcc, "net/sock.h"), "sk_family"));
        Assert.Equal("s6_addr32 in6_u.u6_addr32", Macro(Headers(Kind.Bcc, "uapi/linux/in6.h"), "s6_addr32"));
    }

    [Theory]
    [InlineData("SEC", "vmlinux.h", false)]
    [InlineData("SEC", "bpf/bpf_helpers.h", true)]
    [InlineData("AF_INET", "vmlinux.h", false)]
    [InlineData("AF_INET", "linux/in.h", true)]
    [InlineData("BPF_PROG", "bpf/bpf_helpers.h", false)]
    [InlineData("BPF_PROG", "bpf/bpf_tracing.h", true)]
    [InlineData("PT_REGS_PARM1", "bpf/bpf_tracing.h", true)]
    [InlineData("BPF_CORE_READ", "bpf/bpf_core_read.h", true)]
    [InlineData("bpf_htons", "bpf/bpf_endian.h", true)]
    [InlineData("BPF_HASH", "bpf/bpf_helpers.h", false)]
    [InlineData("CONFIG_NUMA", "vmlinux.h", false)]
    [InlineData("TASK_COMM_LEN", "vmlinux.h", true)]
    [InlineData("TASK_COMM_LEN", "bpf/bpf_helpers.h", false)]
    public void Libbpf_programs_see_what_they_include(string name, string header, bool isVisible) =>
        Assert.Equal(isVisible, Macro(Headers(Kind.Libbpf, header), name) is not null);

    [SkippableFact]
    public void Enumerators_of_the_kernel_are_not_macros()
    {
        var headers = new VirtualHeaders(Kind.Bcc, DialectRun.Target(), new KernelTypes(DialectRun.RequireKernel()));
        Assert.Null(Macro(headers, "BPF_ANY"));
        Assert.Null(Macro(headers, "IPPROTO_TCP"));
    }

    [SkippableFact]
    public void Name_length_of_dentries_comes_from_the_kernel()
    {
        var types = new KernelTypes(DialectRun.RequireKernel());
        var dentry = types.FindRecord(false, "dentry")!;
        var field = KernelTypes.FindField(dentry, "d_shortname") ?? KernelTypes.FindField(dentry, "d_iname");
        Assert.Equal($"DNAME_INLINE_LEN {field!.Value.Field.Type.Type.Size}", Macro(new VirtualHeaders(Kind.Bcc, DialectRun.Target(), types), "DNAME_INLINE_LEN"));
    }

    [Theory]
    [InlineData("linux/sched.h", true)]
    [InlineData("uapi/linux/ptrace.h", true)]
    [InlineData("rdma/rdma_cm.h", true)]
    [InlineData("bcc/bpf.h", true)]
    [InlineData("vmlinux.h", true)]
    [InlineData("stdint.h", true)]
    [InlineData("opensnoop.h", false)]
    [InlineData("linux/", false)]
    [InlineData("stdio.h", false)]
    public void Kernel_like_headers_open_without_text(string name, bool opens)
    {
        Assert.Equal(opens, new VirtualHeaders(Kind.Bcc, DialectRun.Target(withKernel: false), new KernelTypes(null)).TryOpenHeader(name, out var text));
        Assert.Equal("", text);
    }
}
