// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using BpfSharp.Kernel.Facts;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Loading;

/// <summary>Gives the variables of section .kconfig the running kernel's configuration.</summary>
/// <remarks>Weak options that are not set are 0; others must be set. A char holds the letter y, m or n; numbers hold 1 for built in and 2 for a module, as libbpf's enum has it.</remarks>
internal sealed class SettleConfigurationStage : ILoadStage
{
    private const string Settling = "settle kernel option";

    public void Run(LoadContext context)
    {
        var map = context.Spec.Maps.Find(static m => m.Name == ".kconfig");
        if (map is null || map.ValueTypeId == 0 || context.Spec.Btf.IsEmpty)
        {
            return;
        }

        var types = BtfTypes.Parse(context.Spec.Btf);
        var section = types.Get(map.ValueTypeId);
        for (var i = 0; section.Kind == BtfKind.DataSection && i < section.ItemCount; i++)
        {
            var variable = section.SectionVariable(i);
            if (variable.Offset + variable.Size <= map.InitialContents.Length)
            {
                Write(context, types, types.Get(variable.TypeId), map.InitialContents.AsSpan(variable.Offset, variable.Size));
            }
        }
    }

    private static void Write(LoadContext context, BtfTypes types, BtfType variable, Span<byte> place)
    {
        var type = types.SkipModifiers(variable.TypeId);
        var isByte = type.Kind == BtfKind.Int && type.Size == 1 && !type.Integer.IsBool;
        if (Fact(context, variable.Name) is { } fact)
        {
            WriteNumber(place, fact);
        }
        else if (context.KernelOption(variable.Name) is not { } text)
        {
            if (!context.Spec.WeakExternals.Contains(variable.Name))
            {
                throw Missing(context, variable.Name);
            }
        }
        else if (type.Kind == BtfKind.Array)
        {
            var bytes = Encoding.UTF8.GetBytes(text.Trim('"'));
            bytes.AsSpan(0, Math.Min(bytes.Length, place.Length - 1)).CopyTo(place);
        }
        else
        {
            var number = Number(text, isByte);
            WriteNumber(place, Fits(type, number) ? number : throw new BpfException(Settling, variable.Name, 0, $"the kernel's configuration says {text}, which does not fit into {place.Length} bytes: declare it with a larger type"));
        }
    }

    private static BpfException Missing(LoadContext context, string name) => new(Settling, name, Kernel.Errno.ESRCH, context.KernelOption("CONFIG_BPF_SYSCALL") is null
        ? "the kernel's configuration is not to be found (/proc/config.gz, /boot/config-RELEASE): declare the variable __weak to read 0"
        : "the kernel's configuration does not set it: declare the variable __weak to read 0");

    private static bool Fits(BtfType type, long number)
    {
        if (type.Kind != BtfKind.Int || type.Size >= 8)
        {
            return true;
        }

        var bits = type.Size * 8;
        return type.Integer.IsSigned ? number >= -(1L << (bits - 1)) && number < 1L << (bits - 1) : number >= 0 && number < 1L << bits;
    }

    /// <summary>Names that stand for facts about the kernel and no option of its configuration.</summary>
    private static long? Fact(LoadContext context, string name) => name switch
    {
        "LINUX_KERNEL_VERSION" => KernelRelease.Code,
        "LINUX_HAS_BPF_COOKIE" => context.Features.Has(KernelFeature.Cookies) ? 1 : 0,
        "LINUX_HAS_SYSCALL_WRAPPER" => context.KernelOption("CONFIG_ARCH_HAS_SYSCALL_WRAPPER") == "y" ? 1 : 0,
        _ => null,
    };

    private static long Number(string text, bool isByte) => text switch
    {
        "y" or "m" or "n" => isByte ? text[0] : text == "y" ? 1 : text == "m" ? 2 : 0,
        _ when text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) =>
            long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : 0,
        _ => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0,
    };

    private static void WriteNumber(Span<byte> place, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        bytes[..Math.Min(8, place.Length)].CopyTo(place);
    }
}
