// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;

namespace BpfSharp;

/// <summary>What the kernel can do, found out by trying. Answers are kept: each is asked for once. Thread safe.</summary>
public sealed class KernelFeatures
{
    private readonly ConcurrentDictionary<KernelFeature, bool> answers = new();

    private KernelFeatures()
    {
    }

    public static KernelFeatures Running { get; } = new();

    /// <summary>False as well when this process may not ask (no CAP_BPF).</summary>
    public bool Has(KernelFeature feature) => answers.GetOrAdd(feature, static f => Features.FeatureProbes.Try(f));

    /// <summary>The first kernel with the feature, such as "5.8"; others may have it too.</summary>
    public static string MinimumKernel(KernelFeature feature) => KernelFeatureFacts.Of(feature).MinimumKernel;

    /// <summary>In words: "links of perf events".</summary>
    public static string Describe(KernelFeature feature) => KernelFeatureFacts.Of(feature).What;

    /// <summary>The running kernel as if it lacked some features, so that a new one can stand for an old one in tests.</summary>
    internal static KernelFeatures Without(params ReadOnlySpan<KernelFeature> missing)
    {
        var features = new KernelFeatures();
        foreach (var feature in missing)
        {
            features.answers[feature] = false;
        }

        return features;
    }
}
