// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Kernel.Handles;

/// <summary>A BPF map, program, link, BTF or statistics descriptor.</summary>
internal sealed class BpfFd(int fd) : KernelFd(fd);
