// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Headers;
using BpfSharp.Kernel.Facts;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Tests.Library;

/// <summary>What BCC programs take from kernel headers and BTF does not have: constants, configuration, members under second names, inline functions, records.</summary>
public class KernelFactsTests
{
    /// <summary>The constants BCC's own programs use that are no enumerators, and what they are worth (x86-64).</summary>
    private static readonly (string Name, ulong Value)[] Constants =
    [
        ("AF_INET", 2), ("AF_INET6", 10), ("ETH_P_IP", 0x800), ("ETH_P_8021Q", 0x8100), ("ETH_P_IPV6", 0x86dd), ("ETH_P_ARP", 0x806), ("ETH_P_8021AD", 0x88a8),
        ("ETH_ALEN", 6), ("REQ_OP_MASK", 255), ("NSEC_PER_MSEC", 1_000_000), ("NSEC_PER_USEC", 1000), ("PF_KTHREAD", 0x200000), ("TC_ACT_OK", 0),
        ("TC_ACT_SHOT", 2), ("TASK_RUNNING", 0), ("IPPROTO_ICMPV6", 58), ("SOCK_TYPE_MASK", 15), ("PAGE_SIZE", 4096), ("IFNAMSIZ", 16), ("NAME_MAX", 255),
        ("O_CREAT", 0x40), ("O_TMPFILE", 0x410000), ("FMODE_CREATED", 0x100000), ("SCM_RIGHTS", 1), ("DISK_NAME_LEN", 32), ("EINVAL", 22),
        ("EPROTONOSUPPORT", 93), ("ENOMEM", 12), ("EIO", 5), ("TASK_COMM_LEN", 16), ("BPF_F_USER_STACK", 256), ("IPPROTO_TCP", 6), ("TCP_CLOSE", 7),
        ("REQ_OP_WRITE", 1), ("XDP_PASS", 2), ("SOCK_STREAM", 1), ("BPF_F_CURRENT_CPU", 0xffffffff), ("TCP_SYN_SENT", 2), ("BPF_RB_RING_SIZE", 1),
        ("S_ISREG(0100644)", 1), ("S_ISSOCK(0140777)", 1), ("KERNEL_VERSION(6, 1, 2)", 0x060102), ("NR_SOFTIRQS", 10),
        ("CAP_SYS_ADMIN", 21), ("MAY_EXEC", 1), ("POLLIN", 1), ("RLIMIT_NOFILE", 7), ("XT_TABLE_MAXNAMELEN", 32), ("USER_HZ", 100), ("CLONE_NEWUSER", 0x10000000),
        ("NF_DROP", 0), ("EXT4_SUPER_MAGIC", 0xef53), ("TCP_FASTOPEN", 23), ("SO_COOKIE", 57), ("PTRACE_ATTACH", 16), ("ICMP_TIMESTAMP", 13), ("ERESTARTSYS", 512),
    ];

    [SkippableFact]
    public void Constants_have_the_headers_values()
    {
        var asserts = string.Concat(Constants.Select(c => $"_Static_assert({c.Name} == {c.Value}ull, \"{c.Name}\");\n"));
        Assert.Equal([], Messages("#include <linux/fs.h>\n" + asserts + "int f(void *ctx) { return 0; }"));
    }

    [SkippableFact]
    public void Conditions_see_which_constants_and_options_exist()
    {
        string[] exist = ["CAP_OPT_NONE", "SOCK_TYPE_MASK", "__PAGE_OFFSET_BASE_L4", "CAP_BPF", "NF_ACCEPT", "ETH_P_IP", "__x86_64__", "__BYTE_ORDER__", "__clang_major__",
            .. KernelConfigFile.Open() is null ? (string[])[] : ["CONFIG_64BIT"]];
        string[] doNot = ["REQ_WRITE", "REQ_OP_SHIFT", "bio_dev", "INIT_PID_LINK", "__PAGE_OFFSET_BASE", "__identity_base", "CONFIG_NO_SUCH", "__s390x__"];
        var text = string.Concat(exist.Select(n => $"#ifndef {n}\n#error {n}\n#endif\n")) + string.Concat(doNot.Select(n => $"#if defined({n})\n#error {n}\n#endif\n"));
        Skip.IfNot(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "the list is x86-64's");
        Assert.Equal([], Messages(text + "#if CAP_SYS_ADMIN != 21 || MAY_READ + MAY_WRITE != 6\n#error value\n#endif\nint f(void *ctx) { return 0; }"));
    }

    [SkippableFact]
    public void A_programs_own_names_win_over_the_headers() => Assert.Equal([], Messages("""
        enum state { TIME_WAIT = 77, POLLIN };
        #ifndef CAP_SYS_ADMIN
        #define CAP_SYS_ADMIN 99
        #endif
        #define NF_DROP 5
        struct timespec { u8 only; };
        static inline int skb_headlen(int a, int b) { return a + b; }
        int tcp_hdr;
        _Static_assert(TIME_WAIT == 77 && POLLIN == 78 && CAP_SYS_ADMIN == 21 && NF_DROP == 5 && sizeof(struct timespec) == 1, "own");
        int f(struct pt_regs *ctx, struct dentry *d_iname) { int MAY_READ = 1, ip_hdr = 2; return skb_headlen(MAY_READ, ip_hdr) + tcp_hdr; }
        """));

    [SkippableFact]
    public void Inline_functions_and_second_names_of_members_read_kernel_memory() => Assert.Equal([], Messages("""
        int f(struct pt_regs *ctx, struct sk_buff *skb, struct request *req, struct file *file, struct sock *sk, struct vfsmount *mnt) {
            struct dentry *name = file_dentry(file);
            u64 all = ip_hdr(skb)->saddr + tcp_hdr(skb)->dest + udp_hdr(skb)->len + skb_headlen(skb) + tcp_hdrlen(skb) + eth_hdr(skb)->h_proto;
            all += sock_net(sk)->ns.inum + inet_csk(sk)->icsk_ca_state + TCP_SKB_CB(skb)->seq;
            all += req_op(req) + rq_data_dir(req) + blk_rq_bytes(req) + file_inode(file)->i_ino + real_mount(mnt)->mnt_id;
            all += name->d_iname[0] + div_u64(all, 3) + min_t(u32, all, 7) + container_of(skb, struct sk_buff, next)->len + sk->sk_rmem_alloc.counter;
            return all;
        }
        """));

    [SkippableTheory]
    [InlineData("jhash(words, 4, 1)", 0x76efdf8du)]
    [InlineData("rol32(0x80000001, 4)", 0x18u)]
    [InlineData("hash_32(1, 32)", 0x61C88647u)]
    public void Hashes_are_the_kernels(string expression, uint expected)
    {
        using var text = BccText.Load($"int f(struct __sk_buff *skb) {{ u32 words[3] = {{ 1, 2, 3 }}; return {expression} + words[0] * 0; }}", ("f", ProgramType.SchedCls));
        Assert.Equal(expected, text.Run("f", new byte[64]).ReturnValue);
    }

    [SkippableFact]
    public void Records_this_kernel_lacks_are_assumed_and_said_so()
    {
        using var kernel = KernelTarget.Running();
        Skip.If(File.Exists("/sys/kernel/btf/nfs") || kernel.Types?.Find(BtfKind.Struct, "nfs_commit_data") is > 0, "this kernel has nfs");
        var messages = Messages("""
            #include <linux/nfs_fs.h>
            int f(struct pt_regs *ctx, struct nfs_commit_data *data) { return data->args.count + data->context->dentry->d_name.len; }
            """);
        Assert.Equal(["BS0446", "BS0446", "BS0446"], messages.Select(m => m[..6]));
        Assert.Contains(messages, m => m.Contains("no 'struct nfs_commit_data': the layout in include/linux/nfs_xdr.h of Linux 6.1 is assumed", StringComparison.Ordinal));
        Assert.Equal([], Messages("int f(struct pt_regs *ctx, struct timespec *t) { return t->tv_nsec; }"));
    }

    [SkippableTheory]
    [InlineData("kernel/sched/sched.h")]
    [InlineData("fs/mount.h")]
    [InlineData("../mm/slab.h")]
    public void Headers_of_the_kernels_own_source_may_be_included(string header) =>
        Assert.Equal([], Messages($"#include <{header}>\nint f(struct pt_regs *ctx, struct rq *rq) {{ return rq->nr_running; }}"));

    [Fact]
    public void Tables_find_their_first_and_last_rows()
    {
        Assert.Equal("0x5a3c69f0", KernelConstants.Find("AAFS_MAGIC"));
        Assert.Equal("0x5a4f4653", KernelConstants.Find("ZONEFS_MAGIC"));
        Assert.Equal("0x58465342", KernelConstants.Find("XFS_SUPER_MAGIC"));
        Assert.Null(KernelConstants.Find("A"));
        Assert.Null(KernelConstants.Find("ZZZ"));
        Assert.Null(KernelConstants.Find("CAP_SYS_ADMI"));
        Assert.Null(KernelConstants.Find(new string('X', 500)));
        Assert.True(KernelDeclarations.Find("skb_network_header")!.Order < KernelDeclarations.Find("ip_hdr")!.Order);
    }

    private static List<string> Messages(string text)
    {
        Needs.Kernel();
        Skip.IfNot(File.Exists("/sys/kernel/btf/vmlinux"), "needs kernel BTF");
        return [.. BccText.Compile(text).Diagnostics.Select(d => d.Descriptor.Id + " " + d.Message)];
    }
}
