// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Btf;

/// <summary>BTF mentions types or names beyond its own: damaged, or split BTF read without what it continues.</summary>
public sealed class BtfReferenceException(string message) : FormatException(message);
