// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tooling.Output;

/// <summary>Writes one cell of a record.</summary>
public delegate void CellWriter(ReadOnlySpan<byte> record, RowBuffer output);

/// <summary>One column of an event table.</summary>
/// <param name="Header">As BCC prints it: "TIME(s)".</param>
/// <param name="Key">Name in JSON and for --columns: "time".</param>
/// <param name="Width">As in printf: negative aligns left; 0 for the last column.</param>
/// <param name="IsNumber">Not quoted in JSON.</param>
/// <param name="Gap">Spaces after it.</param>
public sealed record Column(string Header, string Key, int Width, bool IsNumber, CellWriter Write, int Gap = 1)
{
    /// <summary>Writes the cell in JSON where that differs from the text ("n/a").</summary>
    public CellWriter? WriteJson { get; init; }
}
