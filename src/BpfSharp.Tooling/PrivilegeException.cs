// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tooling;

/// <summary>The process lacks a privilege; the message says which and how to get it.</summary>
public sealed class PrivilegeException(string message) : Exception(message);
