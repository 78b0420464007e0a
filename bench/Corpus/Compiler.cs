// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace BpfSharp.Corpus;

/// <summary>One column of the comparison: a compiler with the flags all programs get.</summary>
/// <param name="Name">Short, without blanks: it names the object files.</param>
/// <param name="Before">Include folders that come before the program's own.</param>
/// <param name="After">System folders, searched last.</param>
internal sealed record Compiler(string Name, IReadOnlyList<string> Command, string Cpu, IReadOnlyList<string> Before, IReadOnlyList<string> After)
{
    private static string Architecture => System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x86";

    public Compiled Compile(Unit unit, string folder)
    {
        var output = Path.Combine(folder, Name + ".o");
        var log = Path.Combine(folder, Name + ".log");
        File.Delete(output);
        var usage = MeasuredProcess.Run(
        [
            .. Command, "-target", "bpf", "-mcpu=" + Cpu, "-O2", "-g", "-w", "-D__TARGET_ARCH_" + Architecture, .. unit.Defines.Select(static d => "-D" + d),
            .. Before.Select(static i => "-I" + i), .. unit.Includes.Select(static i => "-I" + i), .. After.SelectMany(static i => new[] { "-idirafter", i }), "-c", unit.Path, "-o", output,
        ], log);
        return usage.Status == 0 && File.Exists(output)
            ? new Compiled(usage, output, CountInstructions(File.ReadAllBytes(output)), "")
            : new Compiled(usage, null, 0, FirstError(log, usage.Status));
    }

    private static string FirstError(string log, int status) =>
        File.ReadLines(log).FirstOrDefault(static l => l.Contains("error", StringComparison.Ordinal)) ?? File.ReadLines(log).FirstOrDefault() ?? $"exit status {status}";

    /// <summary>Eight bytes each, in the sections of an ELF file that hold code.</summary>
    private static int CountInstructions(ReadOnlySpan<byte> elf)
    {
        const int ProgramBits = 1;
        const ulong Executable = 4;
        var table = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[40..]);
        var (size, count) = (BinaryPrimitives.ReadUInt16LittleEndian(elf[58..]), BinaryPrimitives.ReadUInt16LittleEndian(elf[60..]));
        var bytes = 0UL;
        for (var i = 0; i < count; i++)
        {
            var header = elf[(table + (i * size))..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == ProgramBits && (BinaryPrimitives.ReadUInt64LittleEndian(header[8..]) & Executable) != 0)
            {
                bytes += BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
            }
        }

        return (int)(bytes / 8);
    }
}
