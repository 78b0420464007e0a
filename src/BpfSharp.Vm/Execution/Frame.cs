// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Vm.Execution;

/// <summary>One function's stack and what its caller wants back.</summary>
internal sealed class Frame(ulong stackEnd, int returnSlot)
{
    public const int Size = 512;
    public const int Limit = 8;

    /// <summary>The frame pointer, R10.</summary>
    public ulong StackEnd => stackEnd;

    /// <summary>Where the caller goes on; -1 returns to the host.</summary>
    public int ReturnSlot => returnSlot;

    /// <summary>The caller's R6 to R9.</summary>
    public ulong[] Saved { get; } = new ulong[4];
    public int SavedDefined { get; set; }
}
