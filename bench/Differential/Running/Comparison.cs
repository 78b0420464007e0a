// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Differential.Generation;
using BpfSharp.Objects;

namespace BpfSharp.Differential.Running;

/// <summary>Runs programs in every way there is and reports those on which the ways disagree.</summary>
/// <remarks>gcc's code run natively is the reference. A refusal by the verifier counts only where it accepts clang's code.</remarks>
internal sealed class Comparison(string folder)
{
    private const int Levels = 4;

    /// <summary>Programs whose verification clang's code does not pass either.</summary>
    public int RefusedForClangToo { get; private set; }

    public IEnumerable<Finding> Check(IReadOnlyList<TestProgram> programs)
    {
        var plain = NativeRunner.Run(programs, "-O0", folder);
        var optimised = NativeRunner.Run(programs, "-O2", folder);
        if (plain is null || optimised is null)
        {
            return programs.Count == 1 ? [new Finding(programs[0], "gcc", "does not compile or run")] : programs.SelectMany(p => Check([p]));
        }

        var clang = ClangCompiler.IsAvailable ? ClangCompiler.Compile(programs, folder) : new ObjectSpec?[programs.Count];
        return programs.Select((program, i) => plain[i] != optimised[i]
            ? new Finding(program, "gcc", $"-O0 {plain[i]:x8}, -O2 {optimised[i]:x8}")
            : CheckOne(program, plain[i], clang[i])).OfType<Finding>();
    }

    private Finding? CheckOne(TestProgram program, int expected, ObjectSpec? clang)
    {
        var peer = clang is null || !KernelRunner.IsAvailable ? Outcome.Failed("not compiled") : KernelRunner.Run(clang);
        RefusedForClangToo += clang is null || peer.IsValue ? 0 : 1;
        if (peer.IsValue && peer.Value != expected)
        {
            return new Finding(program, "clang", $"{peer}, expected {expected:x8}");
        }

        // Where clang's code is too much for the verifier, ours may be; finding out can take it many seconds.
        var mayRun = KernelRunner.IsAvailable && (clang is null || peer.IsValue);
        for (var level = 1; level <= Levels; level++)
        {
            try
            {
                var optimised = OurCompiler.Compile(program, level);
                var finding = CheckInVm(program, OurCompiler.Compile(program, level, passes: false), $"vm v{level} plain", expected)
                    ?? CheckInVm(program, optimised, $"vm v{level}", expected)
                    ?? (mayRun ? CheckInKernel(program, optimised, level, expected, peer.IsValue) : null);
                if (finding is not null)
                {
                    return finding;
                }
            }
            catch (CompileException e)
            {
                return new Finding(program, $"compile v{level}: {Words(e.Message)}", e.ToString());
            }
        }

        return null;
    }

    private static Finding? CheckInVm(TestProgram program, ObjectSpec spec, string kind, int expected)
    {
        var outcome = VmRunner.Run(spec);
        return outcome.IsValue && outcome.Value == expected ? null
            : new Finding(program, outcome.IsValue ? kind : $"{kind}: {Words(outcome.Failure!.Split(", at")[0])}", $"{outcome}, expected {expected:x8}");
    }

    private Finding? CheckInKernel(TestProgram program, ObjectSpec spec, int level, int expected, bool isAcceptedForClang)
    {
        var outcome = KernelRunner.Run(spec);
        return outcome.IsValue
            ? outcome.Value == expected ? null : new Finding(program, $"kernel v{level}", $"{outcome}, expected {expected:x8}")
            : isAcceptedForClang && IsAcceptedForClang(program, level) ? new Finding(program, $"refused v{level}: {Words(outcome.Failure!)}", outcome.Failure!) : null;
    }

    /// <summary>Lower levels are harder to follow for both compilers.</summary>
    private bool IsAcceptedForClang(TestProgram program, int level) =>
        level >= 3 || (ClangCompiler.Compile([program], folder, level)[0] is { } spec && KernelRunner.Run(spec).IsValue);

    /// <summary>The refusal without registers and numbers.</summary>
    private static string Words(string text) => string.Join(' ', text.Split(' ').Where(w => !w.Any(char.IsAsciiDigit)));
}
