// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace BpfSharp.Isa;

// Directives: instructions written as data, and parts of the text that stand or fall with a condition.
public sealed partial class Assembler
{
    private const int SlotSize = 8;

    private static readonly (string Name, int Width)[] DataDirectives =
    [
        (".byte", 1), (".short", 2), (".2byte", 2), (".hword", 2), (".long", 4), (".int", 4), (".4byte", 4), (".quad", 8), (".8byte", 8),
    ];

    /// <summary>Numbers in instructions that data makes up; they may depend on labels to come.</summary>
    private readonly List<(int At, int Width, string Expression, int Line)> data = [];

    /// <summary>Open conditions, the outermost first.</summary>
    private readonly List<(bool Holds, bool HasHeld)> conditions = [];

    /// <summary>Bytes of data after the last whole instruction.</summary>
    private int pendingBytes;

    private bool IsSkipping => conditions.Exists(static c => !c.Holds);

    // directive: '.ifc' text ',' text | '.ifnc' text ',' text | '.if' expression | '.else' | '.endif'
    private bool TryCondition(ReadOnlySpan<char> line)
    {
        var reader = new AssemblyReader(line, lineNumber);
        if (reader.Eat(".endif"))
        {
            if (conditions.Count == 0)
            {
                throw reader.Error("'.endif' without '.if'");
            }

            conditions.RemoveAt(conditions.Count - 1);
            return true;
        }

        if (reader.Eat(".else"))
        {
            if (conditions.Count == 0 || conditions[^1].HasHeld && !conditions[^1].Holds)
            {
                throw reader.Error("'.else' without '.if'");
            }

            conditions[^1] = (!conditions[^1].HasHeld, true);
            return true;
        }

        if (reader.Eat(".ifc"))
        {
            Open(AreEqual(ref reader));
            return true;
        }

        if (reader.Eat(".ifnc"))
        {
            Open(!AreEqual(ref reader));
            return true;
        }

        if (reader.Eat(".if"))
        {
            Open(IsSkipping || AssemblyExpression.Read(ref reader, AddressOf) != 0);
            return true;
        }

        return false;

        void Open(bool holds) => conditions.Add((holds, holds));
    }

    private static bool AreEqual(ref AssemblyReader reader)
    {
        var text = reader.Rest();
        var comma = text.IndexOf(',');
        return comma < 0 ? throw reader.Error("',' expected") : text[..comma].Trim().SequenceEqual(text[(comma + 1)..].Trim());
    }

    // directive: ('.byte' | '.short' | '.long' | '.quad' …) expression (',' expression)*
    private bool TryData(ref AssemblyReader reader)
    {
        foreach (var (name, width) in DataDirectives)
        {
            if (!reader.Eat(name))
            {
                continue;
            }

            foreach (var expression in reader.Rest().ToString().Split(','))
            {
                if (pendingBytes % SlotSize + width > SlotSize)
                {
                    throw reader.Error("a number across two instructions");
                }

                if (pendingBytes == 0)
                {
                    code.Add(default);
                }

                data.Add(((code.Count - 1) * SlotSize + pendingBytes, width, expression, lineNumber));
                pendingBytes = (pendingBytes + width) % SlotSize;
            }

            return true;
        }

        if (pendingBytes != 0)
        {
            throw reader.Error("the data before does not make up an instruction");
        }

        return false;
    }

    private long? AddressOf(string label) => labels.TryGetValue(label, out var index) ? (long)index * SlotSize : null;

    private void FillData()
    {
        if (pendingBytes != 0 || conditions.Count > 0)
        {
            throw new FormatException($"line {lineNumber}: {(pendingBytes != 0 ? "data that does not make up an instruction" : "'.endif' missing")} at the end");
        }

        Span<byte> slot = stackalloc byte[SlotSize];
        foreach (var group in data.GroupBy(static d => d.At / SlotSize))
        {
            var bits = 0UL;
            foreach (var (at, width, expression, line) in group)
            {
                var reader = new AssemblyReader(expression, line);
                BinaryPrimitives.WriteInt64LittleEndian(slot, AssemblyExpression.Read(ref reader, AddressOf));
                slot[width..].Clear();
                bits |= BinaryPrimitives.ReadUInt64LittleEndian(slot) << 8 * (at % SlotSize);
                if (!reader.AtEnd)
                {
                    throw reader.Error("end of expression expected");
                }
            }

            code[group.Key] = FromSlot(bits);
        }
    }
}
