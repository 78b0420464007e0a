// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Vm.Memory;

/// <summary>What was wrong with an access; the interpreter adds where.</summary>
internal sealed class AccessException(string message) : Exception(message);
