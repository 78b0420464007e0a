// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.App;

internal enum BtfFormat
{
    Raw, C, Json, PrettyJson,
}

/// <summary>The command line of <c>btf</c>: words as bpftool takes them.</summary>
internal sealed class BtfArguments
{
    public string? File { get; private set; }
    /// <summary>What in the kernel carries the types: "id" of BTF itself, or "prog" or "map" by id; null for files.</summary>
    public string? Owner { get; private set; }
    public uint OwnerId { get; private set; }
    public string? BaseFile { get; private set; }
    public BtfFormat Format { get; private set; }
    public List<uint> Roots { get; } = [];
    public bool Help { get; private set; }
    public string? Error { get; private set; }

    public static BtfArguments Parse(ReadOnlySpan<string> args)
    {
        var result = new BtfArguments();
        var words = new Queue<string>();
        var waiting = new Queue<string>(args.ToArray());
        while (waiting.TryDequeue(out var word))
        {
            switch (word)
            {
                case "-j" or "--json":
                    result.Format = BtfFormat.Json;
                    break;
                case "-p" or "--pretty":
                    result.Format = BtfFormat.PrettyJson;
                    break;
                case "-h" or "--help" or "help":
                    result.Help = true;
                    break;
                case "-B" or "--base-btf":
                    result.BaseFile = waiting.TryDequeue(out var path) ? path : result.Fail($"{word} needs a file");
                    break;
                default:
                    words.Enqueue(word);
                    break;
            }
        }

        if (!result.Help)
        {
            result.TakeWords(words);
        }

        return result;
    }

    private void TakeWords(Queue<string> words)
    {
        if (!words.TryDequeue(out var verb) || verb is not "dump")
        {
            Fail(verb is null ? "dump is meant" : $"'{verb}' is not known; dump is");
            return;
        }

        TakeSource(words);
        while (Error is null && words.TryDequeue(out var word))
        {
            TakeOption(word, words);
        }
    }

    private void TakeSource(Queue<string> words)
    {
        var source = words.TryDequeue(out var first) ? first : "";
        switch (source)
        {
            case "file":
                File = words.TryDequeue(out var path) ? path : Fail("file needs a path");
                break;
            case "id":
                (Owner, OwnerId) = (source, Number(words, source));
                break;
            case "prog" or "map":
                TakeOwner(source, words);
                break;
            case "":
                Fail("what to dump: file PATH, id N, prog id N, map id N, vmlinux or a module's name");
                break;
            default:
                // "vmlinux" and the names of modules are files of the kernel; anything else is a path.
                File = System.IO.File.Exists(source) ? source : Path.Combine("/sys/kernel/btf", source);
                break;
        }
    }

    private void TakeOwner(string source, Queue<string> words)
    {
        Owner = source;
        if (!words.TryDequeue(out var by) || by != "id")
        {
            Fail($"{source} id N is meant");
            return;
        }

        OwnerId = Number(words, by);
    }

    private void TakeOption(string word, Queue<string> words)
    {
        switch (word)
        {
            case "root_id":
                Roots.Add(Number(words, word));
                break;
            case "format":
                Format = (words.TryDequeue(out var name) ? name : "") switch
                {
                    "c" => BtfFormat.C,
                    "raw" => BtfFormat.Raw,
                    "json" => BtfFormat.Json,
                    var other => Fail($"format {other}: raw, c or json is meant", BtfFormat.Raw),
                };
                break;
            case "unsorted":
                break; // the order is that of the types already
            default:
                Fail($"'{word}' is not known: format raw|c|json, root_id N");
                break;
        }
    }

    private uint Number(Queue<string> words, string name) =>
        words.TryDequeue(out var text) && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Fail($"{name} needs a number", 0u);

    private string? Fail(string complaint) => Fail<string?>(complaint, null);

    private T Fail<T>(string complaint, T instead)
    {
        Error ??= complaint;
        return instead;
    }
}
