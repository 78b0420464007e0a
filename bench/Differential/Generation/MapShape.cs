// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Differential.Generation;

/// <summary>A generated map.</summary>
/// <param name="Kind">The kernel's number of its type.</param>
/// <param name="Record">The type of its values where they are records; <paramref name="Value"/> otherwise.</param>
internal sealed record MapShape(string Name, int Kind, Scalar Key, Scalar Value, RecordShape? Record, int Entries)
{
    public const int Hash = 1, Array = 2, PercpuHash = 5, PercpuArray = 6;

    public bool IsHash => Kind is Hash or PercpuHash;
    public string ValueType => Record?.TypeName ?? Value.Name;

    public IEnumerable<Place> Places(string pointer) =>
        Record?.Places(pointer + "->") ?? [Place.Named(Value, $"(*{pointer})") with { HasAddress = true }];
}
