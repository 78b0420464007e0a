// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Kernel.Handles;

/// <summary>An epoll instance or an eventfd.</summary>
internal sealed class PollFd(int fd) : KernelFd(fd);
