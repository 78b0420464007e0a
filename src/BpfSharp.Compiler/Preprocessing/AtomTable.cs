// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Preprocessing;

/// <summary>The spellings of one compilation; the keywords are in it from the start.</summary>
internal sealed class AtomTable
{
    private Slot[] slots = new Slot[4096];
    private int count;

    public AtomTable()
    {
        foreach (var (text, kind) in Keywords.All)
        {
            Add(new Atom(text, kind), string.GetHashCode(text));
        }
    }

    /// <summary>Every spelling met so far.</summary>
    public IEnumerable<Atom> Names => slots.Where(static s => s.Atom is not null).Select(static s => s.Atom!).ToList();

    public Atom Intern(ReadOnlySpan<char> text)
    {
        var hash = string.GetHashCode(text);
        var mask = slots.Length - 1;
        for (var i = hash & mask; slots[i].Atom is { } atom; i = (i + 1) & mask)
        {
            if (slots[i].Hash == hash && text.SequenceEqual(atom.Text))
            {
                return atom;
            }
        }

        return Add(new Atom(text.ToString(), TokenKind.Identifier), hash);
    }

    private Atom Add(Atom atom, int hash)
    {
        if (++count * 2 > slots.Length)
        {
            Grow();
        }

        Place(slots, new Slot(atom, hash));
        return atom;
    }

    private void Grow()
    {
        var larger = new Slot[slots.Length * 4];
        foreach (var slot in slots)
        {
            if (slot.Atom is not null)
            {
                Place(larger, slot);
            }
        }

        slots = larger;
    }

    private static void Place(Slot[] slots, Slot slot)
    {
        var mask = slots.Length - 1;
        var i = slot.Hash & mask;
        while (slots[i].Atom is not null)
        {
            i = (i + 1) & mask;
        }

        slots[i] = slot;
    }

    private readonly record struct Slot(Atom? Atom, int Hash);
}
