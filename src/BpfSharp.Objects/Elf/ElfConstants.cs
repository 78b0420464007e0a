// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Elf;

/// <summary>The part of ELF64 that BPF objects use. Source: System V ABI, gABI 4.1; Documentation/bpf/llvm_reloc.rst.</summary>
internal static class ElfConstants
{
    public const int HeaderSize = 64;
    public const int SectionHeaderSize = 64;
    public const int SymbolSize = 24;
    public const int RelocationSize = 16;

    public const ushort RelocatableFile = 1;
    public const ushort MachineBpf = 247;

    /// <summary>st_shndx of undefined symbols, and the first of the reserved indices.</summary>
    public const ushort UndefinedSection = 0;
    public const ushort FirstReservedSection = 0xff00;

    /// <summary>R_BPF_64_64: a 16-byte load of a symbol's address.</summary>
    public const uint RelocationWideLoad = 1;

    /// <summary>R_BPF_64_ABS64 and R_BPF_64_ABS32: an address in data.</summary>
    public const uint RelocationAbsolute64 = 2;
    public const uint RelocationAbsolute32 = 3;

    /// <summary>R_BPF_64_32: a call.</summary>
    public const uint RelocationCall = 10;

    /// <summary>R_BPF_64_ABS64: an address in eight bytes of data.</summary>
    public const uint RelocationAddress = 2;
}

internal enum ElfSectionType : uint
{
    Null = 0, ProgBits = 1, SymbolTable = 2, StringTable = 3, RelocationsWithAddend = 4, NoBits = 8, Relocations = 9,
}

[Flags]
internal enum ElfSectionFlags : ulong
{
    None = 0, Write = 1, Alloc = 2, Execute = 4,
}

internal enum ElfSymbolType : byte
{
    None = 0, Object = 1, Function = 2, Section = 3, File = 4,
}

internal enum ElfBinding : byte
{
    Local = 0, Global = 1, Weak = 2,
}
