// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Vm;

namespace BpfSharp.Differential.Running;

/// <summary>Runs programs in the user-space machine.</summary>
internal static class VmRunner
{
    public static Outcome Run(ObjectSpec spec)
    {
        try
        {
            return Outcome.Of((int)new BpfMachine(spec).Run(spec.Programs[0].Name, new byte[64]));
        }
        catch (VmException e)
        {
            return Outcome.Failed(e.Message);
        }
    }
}
