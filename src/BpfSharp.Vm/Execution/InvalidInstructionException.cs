// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Vm.Execution;

/// <summary>No instruction has this encoding; the interpreter adds where.</summary>
internal sealed class InvalidInstructionException() : Exception("invalid instruction");
