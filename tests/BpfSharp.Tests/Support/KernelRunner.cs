// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;
using BpfSharp.Isa;
using BpfSharp.Kernel.Facts;
using BpfSharp.Objects;

namespace BpfSharp.Tests.Support;

/// <summary>Just enough of bpf(2) to run generated code in the kernel: loads a program of type SYSCALL and runs it on a context buffer.</summary>
internal static unsafe partial class KernelRunner
{
    private const int SyscallNumber = 321;
    private const int MapCreate = 0, MapUpdate = 2, ProgramLoad = 5, ProgramTestRun = 10;
    private const int SyscallProgram = 31, Sleepable = 1 << 4;

    /// <summary>Skips the test where the kernel cannot run code of an instruction set level.</summary>
    public static void Require(int level)
    {
        Skip.IfNot(Environment.IsPrivilegedProcess && RuntimeInformation.ProcessArchitecture == Architecture.X64 && OperatingSystem.IsLinux(), "needs root on x86-64 Linux");
        Skip.IfNot(KernelRelease.Code >= KernelRelease.Make(5, 14), "programs of type syscall need Linux 5.14");
        Skip.If(level >= 4 && KernelRelease.Code < KernelRelease.Make(6, 6), "instruction set level 4 needs Linux 6.6");
    }

    /// <summary>Runs the object's first program; <paramref name="context"/> is read and written. Returns r0's low half.</summary>
    public static uint Run(ObjectSpec spec, byte[] context)
    {
        var fds = new List<int>();
        try
        {
            var maps = new Dictionary<string, int>();
            foreach (var map in spec.Maps)
            {
                maps.Add(map.Name, Create(map));
                fds.Add(maps[map.Name]);
            }

            fds.Add(Load(Link(spec, maps)));
            return TestRun(fds[^1], context);
        }
        finally
        {
            fds.ForEach(static fd => _ = Close(fd));
        }
    }

    /// <summary>The program and all subprograms behind it, relocated.</summary>
    private static Instruction[] Link(ObjectSpec spec, Dictionary<string, int> maps)
    {
        var parts = new List<CodeSpec> { spec.Programs[0] };
        parts.AddRange(spec.Subprograms);
        var starts = new Dictionary<string, int>();
        var length = 0;
        foreach (var part in parts)
        {
            starts.Add(part.Name, length);
            length += part.Instructions.Length;
        }

        var code = parts.SelectMany(p => p.Instructions).ToArray();
        foreach (var part in parts)
        {
            foreach (var relocation in part.Relocations)
            {
                var at = starts[part.Name] + relocation.InstructionIndex;
                code[at] = code[at].WithImmediate(relocation.Kind == RelocationKind.Subprogram ? starts[relocation.Target] - at - 1 : maps[relocation.Target]);
            }
        }

        return code;
    }

    private static int Create(MapSpec map)
    {
        var attributes = new byte[128];
        Put(attributes, 0, (int)map.Type);
        Put(attributes, 4, map.KeySize);
        Put(attributes, 8, map.ValueSize);
        Put(attributes, 12, (int)map.MaxEntries);
        Put(attributes, 16, (int)map.Flags);
        var fd = (int)Call(MapCreate, attributes);
        if (map.InitialContents.Length > 0)
        {
            var key = 0;
            fixed (byte* value = map.InitialContents)
            {
                var update = new byte[128];
                Put(update, 0, fd);
                PutPointer(update, 8, &key);
                PutPointer(update, 16, value);
                Call(MapUpdate, update);
            }
        }

        return fd;
    }

    private static int Load(Instruction[] code)
    {
        var log = new byte[1 << 20];
        var attributes = new byte[144];
        fixed (Instruction* instructions = code)
        fixed (byte* license = "GPL\0"u8)
        fixed (byte* logBytes = log)
        {
            Put(attributes, 0, SyscallProgram);
            Put(attributes, 4, code.Length);
            PutPointer(attributes, 8, instructions);
            PutPointer(attributes, 16, license);
            Put(attributes, 44, Sleepable);
            var fd = TryCall(ProgramLoad, attributes);
            if (fd >= 0)
            {
                return (int)fd;
            }

            Put(attributes, 24, 1);
            Put(attributes, 28, log.Length);
            PutPointer(attributes, 32, logBytes);
            TryCall(ProgramLoad, attributes);
            var text = Encoding.UTF8.GetString(log).TrimEnd('\0');
            throw new InvalidOperationException($"errno {Marshal.GetLastPInvokeError()}: " + (text.Length > 6000 ? text[^6000..] : text));
        }
    }

    private static uint TestRun(int fd, byte[] context)
    {
        var attributes = new byte[80];
        fixed (byte* bytes = context)
        {
            Put(attributes, 0, fd);
            Put(attributes, 40, context.Length);
            PutPointer(attributes, 48, bytes);
            Call(ProgramTestRun, attributes);
        }

        return BitConverter.ToUInt32(attributes, 4);
    }

    private static void Put(byte[] attributes, int offset, int value) => BitConverter.TryWriteBytes(attributes.AsSpan(offset), value);

    private static void PutPointer(byte[] attributes, int offset, void* value) => BitConverter.TryWriteBytes(attributes.AsSpan(offset), (ulong)value);

    private static long Call(int command, byte[] attributes)
    {
        var result = TryCall(command, attributes);
        return result >= 0 ? result : throw new InvalidOperationException($"bpf({command}) failed: errno {Marshal.GetLastPInvokeError()}");
    }

    private static long TryCall(int command, byte[] attributes)
    {
        fixed (byte* pointer = attributes)
        {
            return SystemCall(SyscallNumber, command, pointer, attributes.Length);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, long command, void* attributes, long size);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int fd);
}
