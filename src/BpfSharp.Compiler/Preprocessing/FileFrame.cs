// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>A text being read.</summary>
internal sealed class FileFrame(SourceFile file, Lexer lexer, HeaderText? header)
{
    public SourceFile File { get; } = file;
    public Lexer Lexer { get; } = lexer;

    /// <summary>What is remembered about the header between inclusions; null for texts that are none.</summary>
    public HeaderText? Header { get; } = header;

    /// <summary>Index of the search directory it was found in, for #include_next; -1 when found beside its includer.</summary>
    public int DirectoryIndex { get; init; } = -1;

    /// <summary>Where a quoted include looks first; null for a virtual header, empty (the current directory) for text from the command line.</summary>
    public string? Directory => File.Path.StartsWith('<') ? (Header is null ? "" : null) : Path.GetDirectoryName(File.Path) ?? "/";

    /// <summary>Depth of real includes.</summary>
    public int Level { get; init; }
    public Stack<Conditional> Conditionals { get; } = new();
    public GuardScan Guard { get; } = new();
}

/// <summary>An open #if.</summary>
internal sealed class Conditional(SourceLocation location)
{
    public SourceLocation Location { get; } = location;

    /// <summary>A branch was taken already: later ones are not.</summary>
    public bool WasTaken { get; set; }
    public bool SeenElse { get; set; }

    /// <summary>This is the #ifndef that may guard the whole file.</summary>
    public bool MayBeGuard { get; init; }
}

/// <summary>Finds out whether a whole file is wrapped in <c>#ifndef NAME … #endif</c>.</summary>
internal sealed class GuardScan
{
    private bool sawAnything;
    private bool isClosed;
    private Atom? name;

    /// <summary>The guarding macro; null when the file has something outside the guard.</summary>
    public Atom? Name => isClosed ? name : null;

    /// <summary>Call at #ifndef: true when it is the first thing in the file.</summary>
    public bool TryOpen(Atom macro)
    {
        if (sawAnything)
        {
            return false;
        }

        (sawAnything, name) = (true, macro);
        return true;
    }

    /// <summary>The guard's #endif.</summary>
    public void Close() => isClosed = true;

    /// <summary>Something stands outside the guard, or the guard has an #else.</summary>
    public void Spoil() => (sawAnything, name) = (true, null);

    /// <summary>A token or directive that is in no conditional.</summary>
    public void SeeOutside()
    {
        if (!sawAnything || isClosed)
        {
            Spoil();
        }
    }
}

/// <summary>A header's text and what makes reading it again needless.</summary>
internal sealed class HeaderText(string text)
{
    public string Text { get; } = text;
    public bool IsOnce { get; set; }
    public Atom? Guard { get; set; }
}
