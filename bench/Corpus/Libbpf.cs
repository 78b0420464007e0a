// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;

namespace BpfSharp.Corpus;

/// <summary>Loads objects with the system's libbpf: an opinion about our objects that is not ours.</summary>
internal static unsafe partial class Libbpf
{
    private const string Library = "libbpf.so.1";
    private const int LogSize = 1 << 20;
    private const int PermissionDenied = -1;

    /// <summary>Loads each program of an object alone and prints a line for each: name, error or 0, instructions the verifier went through, bytes of machine code, why not.</summary>
    public static void PrintVerdicts(string path)
    {
        libbpf_set_print(0);
        var names = new List<string>();
        if (Open(path) is var listed and not 0)
        {
            for (var p = bpf_object__next_program(listed, 0); p != 0; p = bpf_object__next_program(listed, p))
            {
                names.Add(Marshal.PtrToStringUTF8(bpf_program__name(p))!);
            }

            bpf_object__close(listed);
        }

        foreach (var name in names)
        {
            Console.WriteLine(LoadAlone(path, name));
        }
    }

    private static string LoadAlone(string path, string name)
    {
        var log = (byte*)NativeMemory.AllocZeroed(LogSize);
        var opened = Open(path);
        nint chosen = 0;
        for (var p = bpf_object__next_program(opened, 0); p != 0; p = bpf_object__next_program(opened, p))
        {
            var isIt = Marshal.PtrToStringUTF8(bpf_program__name(p)) == name;
            _ = bpf_program__set_autoload(p, isIt ? (byte)1 : (byte)0);
            if (isIt)
            {
                chosen = p;
                _ = bpf_program__set_log_buf(p, log, LogSize);
            }
        }

        var error = bpf_object__load(opened);
        var info = stackalloc byte[256]; // struct bpf_prog_info
        NativeMemory.Clear(info, 256);
        uint size = 232;
        if (error == 0 && bpf_program__fd(chosen) is >= 0 and var descriptor)
        {
            _ = bpf_obj_get_info_by_fd(descriptor, info, &size);
        }

        var reason = error == 0 ? "" : LastReason(Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(log)), error);
        NativeMemory.Free(log);
        bpf_object__close(opened);
        return $"{name}\t{error}\t{*(uint*)(info + 216)}\t{*(uint*)(info + 16)}\t{reason}";
    }

    private static string LastReason(string log, int error)
    {
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static l => !l.StartsWith("processed ", StringComparison.Ordinal)).ToList();
        return lines.Count > 0 ? lines[^1].Replace('\t', ' ') : error == PermissionDenied ? "not permitted" : $"error {-error}";
    }

    private static nint Open(string path) => bpf_object__open_file(path, 0);

    [LibraryImport(Library)]
    private static partial nint libbpf_set_print(nint printer);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint bpf_object__open_file(string path, nint options);

    [LibraryImport(Library)]
    private static partial void bpf_object__close(nint opened);

    [LibraryImport(Library)]
    private static partial nint bpf_object__next_program(nint opened, nint previous);

    [LibraryImport(Library)]
    private static partial nint bpf_program__name(nint program);

    [LibraryImport(Library)]
    private static partial int bpf_program__set_autoload(nint program, byte value);

    [LibraryImport(Library)]
    private static partial int bpf_program__set_log_buf(nint program, byte* log, nuint size);

    [LibraryImport(Library)]
    private static partial int bpf_object__load(nint opened);

    [LibraryImport(Library)]
    private static partial int bpf_program__fd(nint program);

    [LibraryImport(Library)]
    private static partial int bpf_obj_get_info_by_fd(int descriptor, byte* info, uint* size);
}
