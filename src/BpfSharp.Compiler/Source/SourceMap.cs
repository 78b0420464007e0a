// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Compiler.Source;

/// <summary>All text of a compilation in one address space, and the macro expansions made from it.</summary>
/// <remarks>
/// Each file takes as many addresses as it has characters, and one more for its end. Each macro expansion takes as many as the
/// macro's body has, so one entry serves all tokens of the body: address minus entry start is the offset in the body. Tokens of
/// macro arguments keep the address where the user wrote them.
/// </remarks>
public sealed partial class SourceMap
{
    /// <summary>Expansions stop getting entries of their own here, so that files still find room.</summary>
    private const int ExpansionLimit = 1 << 30;
    private readonly List<Entry> entries = [];
    private readonly List<SourceFile> files = [];
    private int nextAddress = 1;

    public IReadOnlyList<SourceFile> Files => files;

    /// <summary>True when a text of this length still fits into the address space.</summary>
    public bool HasRoomFor(int length) => length < int.MaxValue - 2 - nextAddress;

    public SourceFile AddFile(string path, string text) => AddFile(path, text, default);

    /// <exception cref="InvalidOperationException">More than 2 GB of text; ask <see cref="HasRoomFor"/> first.</exception>
    public SourceFile AddFile(string path, string text, SourceLocation includedFrom)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!HasRoomFor(text.Length))
        {
            throw new InvalidOperationException("the source text of one compilation is larger than 2 GB");
        }

        var file = new SourceFile(path, text, nextAddress, includedFrom);
        files.Add(file);
        entries.Add(new Entry(nextAddress, default, default, file));
        nextAddress += text.Length + 1;
        return file;
    }

    /// <summary>Takes addresses for one expansion of a macro whose body is <paramref name="length"/> characters from <paramref name="body"/>.</summary>
    /// <returns>The address of the body's first character in this expansion.</returns>
    internal SourceLocation AddExpansion(string macro, SourceLocation body, int length, SourceLocation expandedAt)
    {
        if (nextAddress >= ExpansionLimit || length >= ExpansionLimit)
        {
            return expandedAt;
        }

        var start = new SourceLocation(nextAddress);
        entries.Add(new Entry(nextAddress, body, expandedAt, macro));
        nextAddress += length + 1;
        return start;
    }

    /// <summary>Where the user sees it: for a token of a macro body, where the outermost macro was used.</summary>
    public ResolvedLocation Resolve(SourceLocation location) => ResolveInFile(ExpansionSite(location));

    /// <summary>Where its characters are: for a token of a macro body, in the definition.</summary>
    public ResolvedLocation ResolveSpelling(SourceLocation location) => ResolveInFile(SpellingOf(location));

    /// <summary>The macros that led to a location, outermost first; empty for plain text.</summary>
    public IReadOnlyList<ExpansionStep> GetExpansionChain(SourceLocation location)
    {
        var steps = new List<ExpansionStep>();
        for (var entry = Find(location); entry.Owner is string macro; entry = Find(location))
        {
            steps.Add(new ExpansionStep(macro, SpellingOf(location)));
            location = entry.ExpandedAt;
        }

        steps.Reverse();
        return steps;
    }

    /// <summary>The file position of the outermost macro use.</summary>
    public SourceLocation ExpansionSite(SourceLocation location)
    {
        for (var entry = Find(location); entry.Owner is string; entry = Find(location))
        {
            location = entry.ExpandedAt;
        }

        return location;
    }

    /// <summary>The file position of the characters.</summary>
    public SourceLocation SpellingOf(SourceLocation location)
    {
        for (var entry = Find(location); entry.Owner is string; entry = Find(location))
        {
            location = new SourceLocation(entry.Spelling.Position + location.Position - entry.Start);
        }

        return location;
    }

    /// <summary>Where the macro that a location is in was used; nowhere for plain text.</summary>
    internal SourceLocation ExpandedAt(SourceLocation location) => Find(location) is { Owner: string, ExpandedAt: var at } ? at : default;

    /// <summary>The first address of the text or macro expansion a location is in.</summary>
    internal int StartOf(SourceLocation location) => Find(location).Start;

    /// <summary>The characters stand in a header that is not the user's.</summary>
    internal bool IsInSystemHeader(SourceLocation location) => Find(SpellingOf(location)).Owner is SourceFile { IsSystem: true };

    private ResolvedLocation ResolveInFile(SourceLocation location)
    {
        if (Find(location).Owner is not SourceFile file)
        {
            return ResolvedLocation.Nowhere;
        }

        var offset = Math.Min(location.Position - file.Start, file.Text.Length);
        var line = file.LineIndexOf(offset);
        var (path, number) = file.Presumed(line);
        return new ResolvedLocation(file, path, number, offset - file.LineStart(line) + 1) { LineIndex = line };
    }

    private Entry Find(SourceLocation location)
    {
        var span = CollectionsMarshal.AsSpan(entries);
        if (!location.IsKnown || span.IsEmpty || location.Position >= nextAddress || location.Position < 0)
        {
            return default;
        }

        var (low, high) = (0, span.Length);
        while (high - low > 1)
        {
            var middle = (low + high) >>> 1;
            (low, high) = span[middle].Start <= location.Position ? (middle, high) : (low, middle);
        }

        return span[low];
    }

    /// <summary>A stretch of addresses; the owner is a <see cref="SourceFile"/>, or the name of the expanded macro.</summary>
    private readonly record struct Entry(int Start, SourceLocation Spelling, SourceLocation ExpandedAt, object? Owner);
}
