// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp;

/// <summary>BPF_ANY, BPF_NOEXIST, BPF_EXIST.</summary>
public enum UpdateMode : ulong
{
    Any = 0, Create = 1, Replace = 2,
}
