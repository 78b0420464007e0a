// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Differential.Generation;
using BpfSharp.Objects;

namespace BpfSharp.Differential.Running;

/// <summary>Runs programs in the kernel by BPF_PROG_TEST_RUN.</summary>
internal static class KernelRunner
{
    public static bool IsAvailable => Environment.IsPrivilegedProcess;

    /// <param name="explain">Whether to learn why the verifier refuses, at the price of a second verification.</param>
    public static Outcome Run(ObjectSpec spec, bool explain = false) => Timings.Of("kernel", () => LoadAndRun(spec, explain));

    private static Outcome LoadAndRun(ObjectSpec spec, bool explain)
    {
        using var loaded = BpfObject.FromSpec(spec);
        try
        {
            loaded.Load(new LoadOptions { ExplainRefusals = explain });
            return Outcome.Of((int)loaded.Programs[0].TestRun(TestProgram.Packet()).ReturnValue);
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
