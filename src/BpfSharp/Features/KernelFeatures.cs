// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using BpfSharp.Kernel.Handles;

namespace BpfSharp;

/// <summary>What the kernel can do, found out by trying. Answers are kept: each is asked for once. Thread safe.</summary>
public sealed class KernelFeatures
{
    private readonly ConcurrentDictionary<KernelFeature, bool> answers = new();
    private readonly Features.FeatureProbes probes;

    private KernelFeatures(BpfFd? token) => probes = new Features.FeatureProbes(token);

    public static KernelFeatures Running { get; } = new(token: null);

    /// <summary>False as well when this process may not ask (no CAP_BPF).</summary>
    public bool Has(KernelFeature feature) => answers.GetOrAdd(feature, static (f, probes) => probes.Try(f), probes);

    /// <summary>The first kernel with the feature, such as "5.8"; others may have it too.</summary>
    public static string MinimumKernel(KernelFeature feature) => KernelFeatureFacts.Of(feature).MinimumKernel;

    /// <summary>In words: "links of perf events".</summary>
    public static string Describe(KernelFeature feature) => KernelFeatureFacts.Of(feature).What;

    /// <summary>What the kernel can do for whoever holds the token, which must outlive the answers.</summary>
    internal static KernelFeatures With(BpfFd token) => new(token);

    /// <summary>The running kernel as if it lacked some features, so that a new one can stand for an old one in tests.</summary>
    internal static KernelFeatures Without(params ReadOnlySpan<KernelFeature> missing) => Answering(false, missing);

    /// <summary>A kernel that lacks nothing, whatever the running one is.</summary>
    internal static KernelFeatures Everything() => Answering(true, Enum.GetValues<KernelFeature>());

    private static KernelFeatures Answering(bool answer, ReadOnlySpan<KernelFeature> asked)
    {
        var features = new KernelFeatures(token: null);
        foreach (var feature in asked)
        {
            features.answers[feature] = answer;
        }

        return features;
    }
}
