// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Kernel.Bpf.Attributes;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp.Kernel.Bpf;

/// <summary>The commands of bpf(2) common to all kinds of objects: ids, information, pins.</summary>
internal static unsafe class ObjectCalls
{
    /// <summary>Fills as much of <paramref name="info"/> as this kernel knows.</summary>
    public static int Information<T>(BpfFd target, ref T info)
        where T : unmanaged
    {
        using var fd = target.Lease();
        fixed (T* pointer = &info)
        {
            var attr = new ObjectInfoAttr { bpf_fd = (uint)fd.Value, info_len = (uint)sizeof(T), info = (ulong)pointer };
            return BpfCall.Invoke(BpfCommand.BPF_OBJ_GET_INFO_BY_FD, ref attr);
        }
    }

    /// <summary>The id after <paramref name="id"/>; ENOENT at the end.</summary>
    /// <param name="command">One of the GET_NEXT_ID commands.</param>
    public static int NextId(BpfCommand command, ref uint id)
    {
        var attr = new ObjectIdAttr { id = id };
        var result = BpfCall.Invoke(command, ref attr);
        id = attr.next_id;
        return result;
    }

    /// <param name="command">One of the GET_FD_BY_ID commands.</param>
    public static int OpenId(BpfCommand command, uint id)
    {
        var attr = new ObjectIdAttr { id = id };
        return BpfCall.Invoke(command, ref attr);
    }

    public static int Pin(BpfFd target, string path)
    {
        using var fd = target.Lease();
        fixed (byte* name = CString(path))
        {
            var attr = new ObjectPinAttr { pathname = (ulong)name, bpf_fd = (uint)fd.Value };
            return BpfCall.Invoke(BpfCommand.BPF_OBJ_PIN, ref attr);
        }
    }

    public static int OpenPinned(string path)
    {
        fixed (byte* name = CString(path))
        {
            var attr = new ObjectPinAttr { pathname = (ulong)name };
            return BpfCall.Invoke(BpfCommand.BPF_OBJ_GET, ref attr);
        }
    }

    public static int EnableStatistics()
    {
        var attr = default(EnableStatsAttr);
        return BpfCall.Invoke(BpfCommand.BPF_ENABLE_STATS, ref attr);
    }

    /// <summary>UTF-8 with a closing NUL.</summary>
    public static byte[] CString(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
