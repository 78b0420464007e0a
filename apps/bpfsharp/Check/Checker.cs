// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Objects;
using BpfSharp.Objects.Elf;

namespace BpfSharp.App;

/// <summary>Compiles files and has the kernel verify each of their programs alone; nothing is attached or pinned, and nothing stays.</summary>
/// <param name="skipUnnamed">Programs neither named by a prefix nor given a type are not loaded, even when their context tells the type.</param>
internal sealed class Checker(KernelTarget target, TargetDescription description, bool skipUnnamed, Action<string>? trace = null)
{
    private const int StackDepth = 127; // PERF_MAX_STACK_DEPTH
    private const int NotPermitted = 1, NoSuchTarget = 3; // EPERM, ESRCH

    // Before 5.16 only the log says how much the verifier walked.
    private const int VerifierStatistics = 4;
    private const string UnknownType = "nothing says what type of program it is: --as FUNCTION=TYPE does";

    public FileCheck CheckFile(string path, CompileOptions options)
    {
        if (IsObject(path))
        {
            try
            {
                return Load(path, null, ElfReader.Read(File.ReadAllBytes(path), Path.GetFileNameWithoutExtension(path)), options);
            }
            catch (ObjectFormatException fault)
            {
                return new FileCheck(path, null, [], fault.Message);
            }
        }

        var result = CCompiler.Compile(File.ReadAllText(path), path, options, description);
        return result.Object is { } compiled ? Load(path, result, compiled, options) : new FileCheck(path, result, []);
    }

    internal static bool IsObject(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[4];
        return file.ReadAtLeast(magic, 4, throwOnEndOfStream: false) == 4 && magic.SequenceEqual("\u007fELF"u8);
    }

    private FileCheck Load(string path, CompileResult? result, ObjectSpec spec, CompileOptions options)
    {
        spec.Maps.ForEach(Settle);
        spec.Programs.ForEach(static p => p.AutoLoad = true);
        ApplyTypes(spec, options);
        var checks = new Dictionary<string, ProgramCheck>(StringComparer.Ordinal);
        foreach (var program in spec.Programs.Where(p => IsUnknown(p, options)))
        {
            checks[program.Name] = new ProgramCheck(program, Verdict.Skipped, Reason: UnknownType);
        }

        using var bpf = BpfObject.FromSpec(spec);
        string? failure = null;
        try
        {
            bpf.Load(new LoadOptions
            {
                Target = target, LogLevel = VerifierStatistics, Trace = trace, SkippedPrograms = [.. checks.Keys],
                OnRefused = (program, refusal) => checks[program.Name] = Refused(program, refusal),
            });
        }
        catch (BpfException refusal)
        {
            failure = refusal.Message;
        }

        foreach (var program in bpf.Programs.Where(p => p.Fd >= 0))
        {
            var info = program.GetInfo();
            checks[program.Name] = new ProgramCheck(
                program.Spec, Verdict.Loaded, Math.Max(info.VerifiedInstructions, VerifierLog.Parse(program.VerifierLog).ProcessedInstructions), info.JitedSizeBytes);
        }

        return new FileCheck(path, result, [.. spec.Programs.Where(p => checks.ContainsKey(p.Name)).Select(p => checks[p.Name])], failure);
    }

    /// <summary>Nothing is pinned, and sizes that a program's own loader would give at run time get small values.</summary>
    private static void Settle(MapSpec map)
    {
        map.PinPath = null;
        if (map.Type == MapType.StackTrace && map.ValueSize == 0)
        {
            map.ValueSize = StackDepth * sizeof(ulong);
        }

        if (map.MaxEntries == 0 && map.Type is not (MapType.PerfEventArray or MapType.Ringbuf or MapType.UserRingbuf or MapType.SkStorage or MapType.InodeStorage
            or MapType.TaskStorage or MapType.CgrpStorage or MapType.CgroupStorage or MapType.PercpuCgroupStorage))
        {
            map.MaxEntries = 1;
        }
    }

    private bool IsUnknown(ProgramSpec program, CompileOptions options) =>
        !options.ProgramTypes.ContainsKey(program.Name) && (program.TypeIsGuess || (skipUnnamed && !program.AutoAttach && program.AttachTarget.Length == 0));

    /// <summary>In objects and libbpf's dialect the type is decided by the section; asking for another replaces it.</summary>
    private static void ApplyTypes(ObjectSpec spec, CompileOptions options)
    {
        foreach (var program in spec.Programs)
        {
            if (options.ProgramTypes.TryGetValue(program.Name, out var type) && program.Type != type)
            {
                program.Type = type;
                program.ExpectedAttachType = SectionName.ForType(type).AttachType;
            }
        }
    }

    private static ProgramCheck Refused(ProgramSpec program, BpfException refusal) => refusal switch
    {
        VerifierException verifier => new(
            program, Verdict.Refused, Reason: verifier.Reason, Location: verifier.Location, Errno: verifier.Errno, Log: verifier.FullLog),
        BpfNotSupportedException or { Errno: NotPermitted or NoSuchTarget } => new(program, Verdict.Skipped, Reason: refusal.Remedy ?? refusal.Message, Errno: refusal.Errno),
        _ => new(program, Verdict.Refused, Reason: refusal.Message, Errno: refusal.Errno),
    };
}
