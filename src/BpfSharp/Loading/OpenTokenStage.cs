// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp.Loading;

/// <summary>Takes the rights that a BPF file system delegates to this process, when it is told of one.</summary>
internal sealed class OpenTokenStage : ILoadStage
{
    /// <summary>libbpf's variable too, so that a service set up for one works with the other.</summary>
    private const string Variable = "LIBBPF_BPF_TOKEN_PATH";

    public void Run(LoadContext context)
    {
        var path = context.Options.TokenPath ?? Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(path))
        {
            return;
        }

        var folder = OpenFile.Path(path, OpenFile.O_RDONLY);
        if (folder < 0)
        {
            throw Refusal.Of("open BPF file system", path, folder);
        }

        using var fd = new FileFd(folder);
        var result = BpfTokens.Create(fd);
        context.Token = result >= 0 ? new BpfFd(result) : throw Explain(path, result);
    }

    private static BpfException Explain(string path, int result) => -result switch
    {
        Errno.EOPNOTSUPP => new BpfException("take the BPF token of", path, Errno.EOPNOTSUPP, "tokens are for processes in user namespaces; this one is in the first, where capabilities count"),
        Errno.ENOENT => new BpfException("take the BPF token of", path, Errno.ENOENT, "the mount delegates nothing: mount it with delegate_cmds, delegate_maps, delegate_progs and delegate_attachs"),
        Errno.EINVAL when !KernelFeatures.Running.Has(KernelFeature.Tokens) =>
            new BpfNotSupportedException("take the BPF token of", path, "BPF tokens", KernelFeatures.MinimumKernel(KernelFeature.Tokens), errno: Errno.EINVAL),
        Errno.EINVAL => new BpfException("take the BPF token of", path, Errno.EINVAL, "it is no BPF file system, or not its root"),
        Errno.EPERM => new BpfException("take the BPF token of", path, Errno.EPERM, "the process needs CAP_BPF in the user namespace that owns the mount"),
        _ => Refusal.Of("take the BPF token of", path, result),
    };
}
