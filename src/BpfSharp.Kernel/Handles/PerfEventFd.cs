// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Kernel.Handles;

/// <summary>A perf event.</summary>
internal sealed class PerfEventFd(int fd) : KernelFd(fd);
