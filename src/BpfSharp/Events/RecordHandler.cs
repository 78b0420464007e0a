// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp;

/// <summary>Receives one record. The bytes are the kernel's own memory: they are gone when the handler returns.</summary>
/// <param name="record">Perf buffers pad records to 8 bytes, so it may be longer than what the program sent.</param>
/// <param name="cpu">CPU the record was written on; -1 when the buffer does not say (ring buffers).</param>
public delegate void RecordHandler(ReadOnlySpan<byte> record, int cpu);
