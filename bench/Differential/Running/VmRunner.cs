// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Differential.Generation;
using BpfSharp.Objects;
using BpfSharp.Vm;

namespace BpfSharp.Differential.Running;

/// <summary>Runs programs in the user-space machine.</summary>
internal static class VmRunner
{
    public static Outcome Run(ObjectSpec spec) => Timings.Of("vm", () => Interpret(spec));

    private static Outcome Interpret(ObjectSpec spec)
    {
        try
        {
            return Outcome.Of((int)new BpfMachine(spec).RunOnPacket(spec.Programs[0].Name, TestProgram.Packet()));
        }
        catch (VmException e)
        {
            return Outcome.Failed(e.Message);
        }
    }
}
