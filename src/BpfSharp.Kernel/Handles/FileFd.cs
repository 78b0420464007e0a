// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Kernel.Handles;

/// <summary>An open file or directory of proc, sysfs, tracefs or cgroupfs.</summary>
internal sealed class FileFd(int fd) : KernelFd(fd);
