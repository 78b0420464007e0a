// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Passes;
using BpfSharp.Differential.Generation;
using BpfSharp.Objects;

namespace BpfSharp.Differential.Running;

/// <summary>Runs programs in every way there is and reports those on which the ways disagree.</summary>
/// <remarks>
/// gcc's code run natively is the reference. Every program runs in the Vm on every level; in the kernel on the usual level and on another one; without all
/// or one of the passes in the Vm, and some of these in the kernel; as clang's code in the kernel for a sample. A refusal by the verifier counts where it
/// accepts a clang's code for the same level.
/// </remarks>
/// <param name="peers">The clangs; the code of the first is run too.</param>
internal sealed class Comparison(string folder, IReadOnlyList<Peer> peers, Tally tally)
{
    private const int Levels = 4, UsualLevel = 3, KernelWithoutEvery = 10, PeerEvery = 5;

    public IEnumerable<Finding> Check(IReadOnlyList<TestProgram> programs) => Prepare(programs).Select(CheckOne).OfType<Finding>();

    /// <summary>True when a program made smaller still fails in the same way. A refusal needs no other compiler before it is seen.</summary>
    public bool IsAlike(TestProgram program, Finding finding) => finding.RefusedLevel > 0
        ? RefusedAt(program, finding.RefusedLevel) is { } again && again.Kind == finding.Kind && HasOneResult(program)
        : Check([program]).Any(f => f.Kind == finding.Kind);

    /// <summary>The other compilers' part, in processes of their own.</summary>
    public IReadOnlyList<Prepared> Prepare(IReadOnlyList<TestProgram> programs)
    {
        if (programs.Count == 0)
        {
            return [];
        }

        if (NativeRunner.Run(programs, "-O0", folder) is { } checksums)
        {
            var clang = KernelRunner.IsAvailable && peers.Count > 0 ? PeersObjects(programs) : new ObjectSpec?[programs.Count];
            return [.. programs.Select((p, i) => new Prepared(p, checksums[i], clang[i]))];
        }

        return programs.Count == 1 ? [new Prepared(programs[0], null, null)] : [.. programs.Chunk((programs.Count + 1) / 2).SelectMany(Prepare)];
    }

    public Finding? CheckOne(Prepared prepared)
    {
        var program = prepared.Program;
        if (prepared.Expected is not { } expected)
        {
            return new Finding(program, FindingSort.NoReference, "gcc", "does not compile or run");
        }

        RunPeer(prepared);
        var finding = Enumerable.Range(program.LowestLevel, Levels - program.LowestLevel + 1).Select(level => CheckLevel(program, level, expected)).FirstOrDefault(f => f is not null)
            ?? CheckWithout(program, expected);

        // Programs that C does not define are the generator's mistake.
        return finding is null || IsOptimisedTo(program, expected) ? finding : new Finding(program, FindingSort.NoReference, "gcc", $"-O0 and -O2 differ; {finding.Kind}");
    }

    private bool IsOptimisedTo(TestProgram program, int expected) => NativeRunner.Run([program], "-O2", folder) is [var optimised] && optimised == expected;

    private bool HasOneResult(TestProgram program) => NativeRunner.Run([program], "-O0", folder) is [var expected] && IsOptimisedTo(program, expected);

    private Finding? RefusedAt(TestProgram program, int level)
    {
        try
        {
            var spec = OurCompiler.Compile(program, level, []);
            return KernelRunner.Run(spec).IsValue ? null : Refusal(program, spec, level);
        }
        catch (CompileException)
        {
            return null;
        }
    }

    private ObjectSpec?[] PeersObjects(IReadOnlyList<TestProgram> programs)
    {
        var objects = new ObjectSpec?[programs.Count];
        for (var level = UsualLevel; level <= Levels; level++)
        {
            var indices = Enumerable.Range(0, programs.Count).Where(i => programs[i].Seed % PeerEvery == 0 && PeerLevel(programs[i]) == level).ToArray();
            var compiled = peers[0].Compile([.. indices.Select(i => programs[i])], level, folder);
            for (var i = 0; i < indices.Length; i++)
            {
                objects[indices[i]] = compiled[i];
            }
        }

        return objects;
    }

    private static int PeerLevel(TestProgram program) => Math.Max(UsualLevel, program.ClangLevel);

    /// <summary>A peer that computes something else is for a person to judge: its mistake, or a program that C does not define.</summary>
    private void RunPeer(Prepared prepared)
    {
        if (prepared.Clang is null)
        {
            return;
        }

        var outcome = KernelRunner.Run(prepared.Clang);
        tally.Add(!outcome.IsValue ? $"{peers[0].Name}'s code refused"
            : outcome.Value == prepared.Expected ? $"{peers[0].Name} agrees"
            : $"{peers[0].Name} disagrees (seed {prepared.Program.Seed})");
    }

    private Finding? CheckLevel(TestProgram program, int level, int expected)
    {
        try
        {
            var spec = OurCompiler.Compile(program, level, []);
            var inKernel = level == UsualLevel || level == OtherLevel(program);
            return CheckInVm(program, spec, $"vm v{level}", expected) ?? (inKernel ? CheckInKernel(program, spec, level, expected, mayBeRefused: false) : null);
        }
        catch (CompileException e)
        {
            return Broken(program, level, $"v{level}", e, mayBeRefused: false);
        }
    }

    private static int OtherLevel(TestProgram program) => Math.Max(program.LowestLevel, (program.Seed % (Levels - 1)) switch { 0 => 1, 1 => 2, _ => 4 });

    /// <summary>Without all optional passes, or without one of them.</summary>
    private Finding? CheckWithout(TestProgram program, int expected)
    {
        var level = Math.Max(program.LowestLevel, 1 + (program.Seed / 4 % Levels));
        var single = PassCatalog.Optional[program.Seed / 2 % PassCatalog.Optional.Count];
        var (disabled, name) = program.Seed % 2 == 0 ? (PassCatalog.Optional, "plain") : ([single], "without " + single);
        try
        {
            var spec = OurCompiler.Compile(program, level, disabled);
            return CheckInVm(program, spec, $"vm v{level} {name}", expected)
                ?? (program.Seed % KernelWithoutEvery < 2 ? CheckInKernel(program, spec, level, expected, mayBeRefused: true) : null);
        }
        catch (CompileException e)
        {
            return Broken(program, level, $"v{level} {name}", e, mayBeRefused: true);
        }
    }

    /// <summary>Programs beyond BPF's limits are judged by clang's code like those the verifier refuses.</summary>
    private Finding? Broken(TestProgram program, int level, string how, CompileException e, bool mayBeRefused)
    {
        if (!e.IsLimit)
        {
            return new Finding(program, FindingSort.Crash, $"compile {how}: {Words(e.Message)}", e.ToString());
        }

        tally.Add($"beyond BPF's limits {how}");
        return mayBeRefused || AcceptingPeer(program, level) is not { } peer ? null
            : new Finding(program, FindingSort.Refusal, $"limits {how}: {Words(e.Message)}", $"{e.Message}; {peer.Name} passes");
    }

    private Finding? CheckInVm(TestProgram program, ObjectSpec spec, string kind, int expected)
    {
        var outcome = VmRunner.Run(spec);
        tally.Add("runs in the Vm");
        return outcome.IsValue && outcome.Value == expected ? null
            : new Finding(program, FindingSort.Mismatch, outcome.IsValue ? kind : $"{kind}: {Words(outcome.Failure!.Split(", at")[0])}", $"{outcome}, expected {expected:x8}");
    }

    private Finding? CheckInKernel(TestProgram program, ObjectSpec spec, int level, int expected, bool mayBeRefused)
    {
        if (!KernelRunner.IsAvailable)
        {
            return null;
        }

        var outcome = KernelRunner.Run(spec);
        tally.Add(outcome.IsValue ? "runs in the kernel" : mayBeRefused ? "refused with passes off" : $"refused v{level} (not failures: for every clang too)");
        if (outcome.IsValue)
        {
            return outcome.Value == expected ? null : new Finding(program, FindingSort.Mismatch, $"kernel v{level}", $"{outcome}, expected {expected:x8}");
        }

        return mayBeRefused ? null : Refusal(program, spec, level);
    }

    /// <summary>What the verifier says of code it refused; null when it refuses every clang's as well.</summary>
    private Finding? Refusal(TestProgram program, ObjectSpec spec, int level)
    {
        if (AcceptingPeer(program, level) is not { } peer)
        {
            return null;
        }

        var why = KernelRunner.Run(spec, explain: true).Failure ?? "accepted at the second try";
        return new Finding(program, FindingSort.Refusal, $"refused v{level}: {Words(why)}", $"{why}; {peer.Name} passes") { RefusedLevel = level };
    }

    private Peer? AcceptingPeer(TestProgram program, int level) => peers.FirstOrDefault(p => Accepts(p, program, level));

    private bool Accepts(Peer peer, TestProgram program, int level) => peer.Compile([program], level, folder)[0] is { } spec && KernelRunner.Run(spec).IsValue;

    /// <summary>The refusal without registers and numbers.</summary>
    private static string Words(string text) => string.Join(' ', text.Split(' ').Where(w => !w.Any(char.IsAsciiDigit)));
}
