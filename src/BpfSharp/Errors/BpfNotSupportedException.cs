// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp;

/// <summary>This kernel, as built or as configured, does not have what was asked for.</summary>
public sealed class BpfNotSupportedException : BpfException
{
    public string Feature { get; }

    /// <summary>First kernel with the feature, such as "5.8"; null when it is a matter of configuration.</summary>
    public string? MinimumKernel { get; }

    public BpfNotSupportedException(string operation, string @object, string feature, string? minimumKernel, string? remedy = null, int errno = 0)
        : base(Compose(operation, @object, feature, minimumKernel, remedy), operation, @object, errno, remedy)
    {
        Feature = feature;
        MinimumKernel = minimumKernel;
    }

    private static string Compose(string operation, string name, string feature, string? minimumKernel, string? remedy)
    {
        var needs = minimumKernel is null ? $"this kernel has no {feature}" : $"this kernel has no {feature} (needs Linux {minimumKernel})";
        return remedy is null ? $"{operation} {name}: {needs}" : $"{operation} {name}: {needs}; {remedy}";
    }
}
