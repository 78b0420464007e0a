// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp;

/// <summary>Where in the receive path an XDP program runs (XDP_FLAGS_*).</summary>
public enum XdpMode
{
    Automatic = 0, Generic = 2, Driver = 4, Hardware = 8,
}
