// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Dialects;

/// <summary>What one conversion of a print format takes.</summary>
internal enum PrintArgument
{
    Number, Text, Pointer,
}

/// <summary>A format as the kernel's BPF helpers read it: fewer conversions than C's printf has, and nothing is printed when one is wrong.</summary>
/// <remarks>Source: kernel/trace/bpf_trace.c and kernel/bpf/helpers.c, bpf_bprintf_prepare.</remarks>
internal sealed class PrintFormat
{
    private static readonly string[] PointerKinds = ["ks", "us", "i4", "I4", "i6", "I6", "K", "x", "s", "S", "B"];

    /// <summary>The conversions in order, with what each takes.</summary>
    public List<(string Text, PrintArgument Argument)> Conversions { get; } = [];

    /// <summary>The first conversion that the kernel does not have; null when all are fine.</summary>
    public string? Wrong { get; private set; }

    public static PrintFormat Parse(string format)
    {
        var result = new PrintFormat();
        for (var at = format.IndexOf('%', StringComparison.Ordinal); at >= 0 && at < format.Length && result.Wrong is null; at = at < format.Length ? format.IndexOf('%', at) : -1)
        {
            at = result.Take(format, at);
        }

        return result;
    }

    // '%' ('%' | flags width ('p' [kind] | 's' | 'c' | ['l' ['l']] ('d' | 'i' | 'u' | 'x' | 'X')))
    private int Take(string format, int start)
    {
        var at = start + 1;
        if (At(format, at) == '%')
        {
            return at + 1;
        }

        while (At(format, at) is ' ' or '+' or '-' or (>= '0' and <= '9'))
        {
            at++;
        }

        if (At(format, at) == 'p')
        {
            var kind = Array.Find(PointerKinds, k => string.CompareOrdinal(format, at + 1, k, 0, k.Length) == 0);
            return Add(format, start, at + 1 + (kind?.Length ?? 0), kind is "ks" or "us" ? PrintArgument.Text : PrintArgument.Pointer);
        }

        if (At(format, at) is 's' or 'c')
        {
            return Add(format, start, at + 1, At(format, at) == 's' ? PrintArgument.Text : PrintArgument.Number);
        }

        at += At(format, at) != 'l' ? 0 : At(format, at + 1) == 'l' ? 2 : 1;
        if (At(format, at) is 'd' or 'i' or 'u' or 'x' or 'X')
        {
            return Add(format, start, at + 1, PrintArgument.Number);
        }

        Wrong = format[start..Math.Min(at + 1, format.Length)];
        return format.Length;
    }

    private int Add(string format, int start, int end, PrintArgument argument)
    {
        Conversions.Add((format[start..end], argument));
        return end;
    }

    private static char At(string text, int index) => index < text.Length ? text[index] : '\0';
}
