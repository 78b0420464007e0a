// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tools.Tests;

public class OpensnoopTests
{
    [SkippableFact]
    public void Shows_each_open_once_with_pid_command_descriptor_error_and_path()
    {
        Machine.RequireRoot();
        var present = Path.GetTempFileName();
        var missing = present + ".missing";
        var pids = new List<int>();
        var result = Cli.Trace(["opensnoop"], () =>
        {
            pids.Add(Work.Cat(present));
            pids.Add(Work.Cat(missing));
        });
        File.Delete(present);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("PID    COMM               FD ERR PATH", result.Lines[0].TrimEnd());
        Assert.Equal($"{pids[0],-6} {"cat",-16} {3,4} {0,3} {present}", Assert.Single(result.Lines, l => l.EndsWith(present, StringComparison.Ordinal)));
        Assert.Equal($"{pids[1],-6} {"cat",-16} {-1,4} {2,3} {missing}", Assert.Single(result.Lines, l => l.EndsWith(missing, StringComparison.Ordinal)));
    }

    [SkippableFact]
    public void Failed_only_leaves_out_what_succeeded()
    {
        Machine.RequireRoot();
        var present = Path.GetTempFileName();
        var result = Cli.Trace(["opensnoop", "-x", "-n", "cat"], () =>
        {
            Work.Cat(present);
            Work.Cat(present + ".missing");
        });
        File.Delete(present);

        Assert.DoesNotContain(result.Lines, l => l.EndsWith(present, StringComparison.Ordinal));
        Assert.Single(result.Lines, l => l.EndsWith(".missing", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Full_path_puts_the_working_directory_before_a_relative_path()
    {
        Machine.RequireRoot();
        var directory = Directory.CreateTempSubdirectory("opensnoop");
        var inner = directory.CreateSubdirectory("one").CreateSubdirectory("two");
        File.WriteAllText(Path.Combine(inner.FullName, "file"), "");
        var result = Cli.Trace(["opensnoop", "-F"], () => Work.Shell($"cd {inner.FullName}/.. && cat two/file"));
        directory.Delete(recursive: true);

        Assert.Single(result.Lines, l => l.EndsWith(Path.Combine(inner.FullName, "file"), StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Json_rows_parse_and_carry_the_same_fields()
    {
        Machine.RequireRoot();
        var path = Path.Combine(Path.GetTempPath(), "a \"quoted\" name");
        File.WriteAllText(path, "");
        var pid = 0;
        var result = Cli.Trace(["opensnoop", "--json", "-T", "-e"], () => pid = Work.Cat(path));
        File.Delete(path);

        var row = Assert.Single(result.Lines.Select(l => JsonDocument.Parse(l).RootElement), r => r.GetProperty("path").GetString() == path);
        Assert.Equal(pid, row.GetProperty("pid").GetInt32());
        Assert.Equal("cat", row.GetProperty("comm").GetString());
        Assert.Equal(3, row.GetProperty("fd").GetInt32());
    }

    [SkippableFact]
    public void Long_paths_are_shown_whole()
    {
        Machine.RequireRoot();
        var directory = Directory.CreateTempSubdirectory("opensnoop").FullName;
        var path = Path.Combine(directory, Path.Combine([.. Enumerable.Repeat(new string('d', 200), 12)]), "end");
        var result = Cli.Trace(["opensnoop"], () => Work.Cat(path));
        Directory.Delete(directory);

        Assert.Single(result.Lines, l => l.EndsWith(path, StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Exec_traces_the_command_from_its_first_open_and_ends_with_it()
    {
        Machine.RequireRoot();
        var missing = "/nonexistent/" + Guid.NewGuid().ToString("N");
        var result = Cli.Run("opensnoop", "--exec", "/bin/bash", "-c", $"exec < {missing}");

        Assert.Equal(0, result.ExitCode);
        Assert.Single(result.Lines, l => l.EndsWith(" /etc/ld.so.cache", StringComparison.Ordinal));
        Assert.Single(result.Lines, l => l.EndsWith(" " + missing, StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Only_the_mount_namespaces_in_the_pinned_map_are_traced()
    {
        Machine.RequireRoot();
        var unshare = Machine.RequireProgram("unshare");
        var directory = Directory.CreateTempSubdirectory("bpffs").FullName;
        var path = Path.Combine(directory, "namespaces");
        Assert.Equal(0, Cli.RunProgram("/bin/mount", ["-t", "bpf", "bpf", directory]).ExitCode);
        try
        {
            using (var map = BpfMap.Create(new Objects.MapSpec { Name = "namespaces", Type = Objects.MapType.Hash, KeySize = 8, ValueSize = 4, MaxEntries = 1024 }))
            {
                map.Update(BitConverter.GetBytes(OwnMountNamespace()), new byte[4]);
                map.Pin(path);
            }

            var file = "/nonexistent/" + Guid.NewGuid().ToString("N");
            var result = Cli.Trace(["opensnoop", "--mntnsmap", path], () =>
            {
                Work.Cat(file);
                Work.RunToEnd(unshare, "-m", "/bin/cat", file + ".elsewhere");
            });
            Assert.Single(result.Lines, l => l.EndsWith(file, StringComparison.Ordinal));
            Assert.DoesNotContain(".elsewhere", result.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
            Cli.RunProgram("/bin/umount", [directory]);
            Directory.Delete(directory);
        }
    }

    [SkippableFact]
    public void Opens_by_32_bit_calls_are_seen()
    {
        Machine.RequireRoot();
        var gcc = Machine.RequireProgram("gcc");
        var directory = Directory.CreateTempSubdirectory("opensnoop32").FullName;
        var file = Path.Combine(directory, "call32");

        // int 0x80 makes a 32-bit call from any process; the path must lie below 4 GiB, so the program is linked at a fixed address.
        const string Source = "static const char path[] = \"/nonexistent/call32\"; int main(void) { long r; "
            + "__asm__ volatile(\"int $0x80\" : \"=a\"(r) : \"a\"(5), \"b\"((unsigned)(unsigned long)path), \"c\"(0), \"d\"(0) : \"memory\"); return r != -2; }";
        Assert.Equal(0, Cli.RunProgram(gcc, ["-no-pie", "-x", "c", "-", "-o", file], Source).ExitCode);
        var result = Cli.Trace(["opensnoop", "-n", "call32"], () => Work.RunToEnd(file));
        Directory.Delete(directory, recursive: true);

        Assert.Contains("  -1   2 /nonexistent/call32", Assert.Single(result.Lines, l => l.EndsWith("/call32", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private static ulong OwnMountNamespace() =>
        ulong.Parse(File.ResolveLinkTarget("/proc/self/ns/mnt", false)!.Name.Split('[', ']')[1], System.Globalization.CultureInfo.InvariantCulture);

    [SkippableTheory]
    [InlineData("-f", "O_NONSENSE", "no such open flag")]
    [InlineData("-b", "3", "power of two")]
    [InlineData("-p", "abc", "abc")]
    public void Bad_option_values_are_named(string option, string value, string complaint)
    {
        var result = Cli.Run("opensnoop", option, value);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(complaint, result.Error, StringComparison.Ordinal);
    }
}
