// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Semantics;

/// <summary>A constant as static initialisers may hold: a number, or a symbol's address plus one.</summary>
/// <param name="Base">A variable, function, string or compound literal node; null for a plain number.</param>
internal readonly record struct AddressConstant(BoundExpression? Base, Int128 Addend);
