// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp.Kernel.Facts;

/// <summary>BTF files as memory outside the managed heap.</summary>
internal static class KernelBtf
{
    public const string VmlinuxPath = "/sys/kernel/btf/vmlinux";

    /// <summary>Maps the file, or reads it into anonymous pages where it cannot be mapped (sysfs before 6.16); null with a negated errno.</summary>
    public static MappedBytes? Open(string path, out int error)
    {
        Microsoft.Win32.SafeHandles.SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error = e is UnauthorizedAccessException ? -Errno.EACCES : -Errno.ENOENT;
            return null;
        }

        using (file)
        {
            var length = RandomAccess.GetLength(file);
            if (length is <= 0 or > int.MaxValue)
            {
                error = -Errno.EINVAL;
                return null;
            }

            var mapping = MemoryMap.Map(file, (nuint)length, MemoryMap.PROT_READ, MemoryMap.MAP_PRIVATE, 0, out error);
            return mapping is null ? Copy(file, (int)length, out error) : new MappedBytes(mapping, (int)length);
        }
    }

    private static MappedBytes? Copy(Microsoft.Win32.SafeHandles.SafeFileHandle file, int length, out int error)
    {
        if (MemoryMap.MapAnonymous((nuint)length, out error) is not { } mapping)
        {
            return null;
        }

        var bytes = new MappedBytes(mapping, length);
        var target = bytes.GetSpan();
        for (int done = 0, count; done < length; done += count)
        {
            count = RandomAccess.Read(file, target[done..], done);
            if (count == 0)
            {
                break;
            }
        }

        return bytes;
    }
}
