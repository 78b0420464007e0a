// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Btf;

/// <summary>Which words of a type are type ids and which are names: one table for all who follow or renumber them.</summary>
/// <remarks>Places count from the word after the three common ones. Source: include/uapi/linux/btf.h.</remarks>
internal static class BtfPlaces
{
    /// <param name="Step">Words from one to the next; 0 when there are none.</param>
    /// <param name="Limit">The first place past the last, where that is not the end of the type.</param>
    public readonly record struct Row(int First, int Step, int Limit = int.MaxValue)
    {
        /// <summary>Replaces each such word.</summary>
        public void Rewrite(uint[] payload, Func<uint, uint> map)
        {
            for (var i = First; Step > 0 && i < Math.Min(payload.Length, Limit); i += Step)
            {
                payload[i] = map(payload[i]);
            }
        }
    }

    /// <summary>The third common word is a type.</summary>
    public static bool RefersByThirdWord(BtfKind kind) =>
        !BtfType.HoldsSize(kind) && kind is not (BtfKind.Void or BtfKind.Forward or BtfKind.Array);

    public static Row Types(BtfKind kind) => kind switch
    {
        BtfKind.Array => new(0, 1, 2),
        BtfKind.Struct or BtfKind.Union => new(1, 3),
        BtfKind.FunctionPrototype => new(1, 2),
        BtfKind.DataSection => new(0, 3),
        _ => default,
    };

    public static Row Names(BtfKind kind) => kind switch
    {
        BtfKind.Struct or BtfKind.Union or BtfKind.Enum64 => new(0, 3),
        BtfKind.Enum or BtfKind.FunctionPrototype => new(0, 2),
        _ => default,
    };
}
