// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tests.Support;

/// <summary>A test that may skip, but says the same under every kernel, or measures what an emulated processor cannot tell: it stays out of the test machines.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HostOnlyAttribute : Attribute;
