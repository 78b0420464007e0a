// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Semantics;

/// <summary>The call that a variable with __attribute__((cleanup)) asks for when its scope is left; later variables go first.</summary>
internal sealed record Cleanup(BoundStatement Call, Cleanup? Next);
