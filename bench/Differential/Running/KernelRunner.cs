// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp.Differential.Running;

/// <summary>Runs programs in the kernel by BPF_PROG_TEST_RUN.</summary>
internal static class KernelRunner
{
    private const int PacketSize = 64;

    public static bool IsAvailable => Environment.IsPrivilegedProcess;

    public static Outcome Run(ObjectSpec spec)
    {
        using var loaded = BpfObject.FromSpec(spec);
        try
        {
            loaded.Load();
            return Outcome.Of((int)loaded.Programs[0].TestRun(new byte[PacketSize]).ReturnValue);
        }
        catch (VerifierException refusal)
        {
            return Outcome.Failed($"verifier: {refusal.Reason}");
        }
        catch (BpfException refusal)
        {
            return Outcome.Failed($"kernel: {refusal.Message}");
        }
    }
}
