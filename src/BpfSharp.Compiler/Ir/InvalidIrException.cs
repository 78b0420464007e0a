// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Ir;

/// <summary>IR text that cannot be read, or a function that breaks the rules of docs/ir.md: always our own mistake, never the user's.</summary>
internal sealed class InvalidIrException(string message) : Exception(message);
