// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Handles;
using BpfSharp.Objects;

namespace BpfSharp.Loading;

/// <param name="Log">What the verifier said when asked to; empty otherwise.</param>
internal sealed record LoadedProgram(ProgramSpec Spec, BpfFd Handle, string Log);
