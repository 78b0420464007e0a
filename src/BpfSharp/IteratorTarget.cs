// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Errors;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;
using BpfSharp.Objects;

namespace BpfSharp;

/// <summary>What an iterator program walks.</summary>
public abstract class IteratorTarget
{
    private const int InformationBytes = 16;

    private protected IteratorTarget()
    {
    }

    /// <summary>All there is of the iterator's kind.</summary>
    public static IteratorTarget Everything { get; } = new All();

    /// <summary>The elements of a map (sections iter/bpf_map_elem and iter/bpf_sk_storage_map).</summary>
    public static IteratorTarget Elements(BpfMap map) => new OfMap(map);

    /// <summary>The threads, files or memory areas of one process (sections iter/task, iter/task_file, iter/task_vma). Linux 6.1.</summary>
    public static IteratorTarget Process(int pid) => new OfTask(pid);

    /// <summary>A cgroup and those below it, parents first (section iter/cgroup). Linux 6.1.</summary>
    public static IteratorTarget CgroupTree(string path) => new OfCgroup(path);

    internal abstract int Create(BpfFd program);

    /// <param name="information">union bpf_iter_link_info: 16 bytes.</param>
    private static unsafe int Create(BpfFd program, ReadOnlySpan<byte> information)
    {
        fixed (byte* bytes = information)
        {
            return LinkCalls.Create(program, 0, (uint)AttachType.TraceIter, 0, (ulong)bytes, (uint)information.Length);
        }
    }

    private sealed class All : IteratorTarget
    {
        internal override int Create(BpfFd program) => LinkCalls.Create(program, 0, (uint)AttachType.TraceIter);
    }

    private sealed class OfMap(BpfMap map) : IteratorTarget
    {
        internal override int Create(BpfFd program)
        {
            using var fd = map.Handle.Lease();
            Span<byte> information = stackalloc byte[InformationBytes];
            information.Clear();
            BinaryPrimitives.WriteInt32LittleEndian(information, fd.Value);
            return Create(program, information);
        }
    }

    private sealed class OfTask(int pid) : IteratorTarget
    {
        internal override int Create(BpfFd program)
        {
            Span<byte> information = stackalloc byte[InformationBytes];
            information.Clear();
            BinaryPrimitives.WriteInt32LittleEndian(information[4..], pid);
            return Create(program, information);
        }
    }

    private sealed class OfCgroup(string path) : IteratorTarget
    {
        private const int DescendantsParentsFirst = 2; // BPF_CGROUP_ITER_DESCENDANTS_PRE

        internal override int Create(BpfFd program)
        {
            var result = OpenFile.Path(path, OpenFile.O_RDONLY);
            if (result < 0)
            {
                throw Refusal.Of("open cgroup", path, result);
            }

            using var folder = new FileFd(result);
            Span<byte> information = stackalloc byte[InformationBytes];
            information.Clear();
            BinaryPrimitives.WriteInt32LittleEndian(information, DescendantsParentsFirst);
            BinaryPrimitives.WriteInt32LittleEndian(information[4..], folder.Number);
            return Create(program, information);
        }
    }
}
