// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.CommandTests;

/// <summary>Output in a file that others write too.</summary>
public class SharedOutputTests
{
    [SkippableTheory]
    [InlineData("cc -S -o -", "kprobe__vfs_read:")]
    [InlineData("check", "kprobe__vfs_read")]
    public void Lines_of_others_before_and_behind_stay(string command, string printed)
    {
        if (command == "check")
        {
            Library.Needs.Kernel();
        }

        Machine.RequireFile(Support.Cli.Executable, "the native executable (eng/build-native)");
        using var folder = new TemporaryFolder();
        var source = folder.Write("p.c", "int kprobe__vfs_read(void *ctx) { return 0; }");
        var shared = folder.Write("shared", "");
        Support.Cli.RunProgram("/bin/bash", ["-c", $"{{ echo before; '{Support.Cli.Executable}' {command} '{source}'; echo behind; }} >'{shared}'"]);

        var lines = File.ReadAllLines(shared);
        Assert.Equal("before", lines[0]);
        Assert.Contains(lines[1..^1], l => l.StartsWith(printed, StringComparison.Ordinal));
        Assert.Equal("behind", lines[^1]);
    }
}
