// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

/// <summary>Variables in static storage and string literals, made when first mentioned.</summary>
internal sealed partial class GlobalLowering(LoweringContext context, Module module)
{
    /// <summary>A data section is one map value, and the kernel allocates it at once.</summary>
    private const long LargestVariable = 1 << 28;
    private readonly Dictionary<VariableSymbol, GlobalVariable> variables = [];
    private readonly Dictionary<string, GlobalVariable> literals = [];
    private readonly HashSet<string> names = [];

    public GlobalVariable Of(VariableSymbol variable)
    {
        if (variables.TryGetValue(variable, out var known))
        {
            return known;
        }

        // The initialiser may point back here: the variable is known before its contents are.
        var isExtern = variable.Storage == VariableStorage.Extern;
        var isConst = LoweredTypes.IsConst(variable.Type);
        var size = variable.Type.Type.Size;
        if (size > LargestVariable)
        {
            context.Diagnostics.Report(LoweringDiagnostics.VariableTooLarge, variable.Span, variable.Name, size);
            size = 0;
        }

        var contents = isExtern && size > 0 ? KernelConfiguration(variable) : new byte[size];
        var addresses = new List<(int Offset, BoundExpression Symbol, long Addend)>();
        var writer = new StaticInitializer(context, variable, contents, addresses);
        if (variable.Initializer is { } initializer)
        {
            writer.Write(initializer);
        }

        var section = variable.Section ?? (variable.Type.IsInArena ? BpfSharp.Objects.Elf.DataSections.Arena : isConst ? ".rodata" : addresses.Count == 0 && !contents.AsSpan().ContainsAnyExcept((byte)0) ? ".bss" : ".data");
        var global = new GlobalVariable(UniqueName(variable.Name), contents, Math.Max(variable.AlignOverride ?? 1, variable.Type.Type.Align))
        {
            Section = section, Source = variable, IsExtern = isExtern,
            IsConstant = isConst && !LoweredTypes.IsVolatile(variable.Type) && section.StartsWith(".rodata", StringComparison.Ordinal),
        };
        variables.Add(variable, global);
        module.Globals.Add(global);
        foreach (var (offset, symbol, addend) in addresses)
        {
            if (Target(symbol, variable) is { } target)
            {
                global.Addresses.Add((offset, target, addend));
            }
        }

        return global;
    }

    /// <summary>A string literal; equal ones share their storage.</summary>
    public GlobalVariable Literal(byte[] bytes)
    {
        var key = Encoding.Latin1.GetString(bytes);
        if (!literals.TryGetValue(key, out var global))
        {
            var name = UniqueName(string.Create(CultureInfo.InvariantCulture, $".str.{literals.Count}"));
            literals.Add(key, global = new GlobalVariable(name, bytes, 1) { Section = ".rodata", IsConstant = true });
            module.Globals.Add(global);
        }

        return global;
    }

    private object? Target(BoundExpression symbol, VariableSymbol user)
    {
        switch (symbol)
        {
            case BoundVariable { Variable.Map: { } map }:
                return map.Spec;
            case BoundVariable v:
                return Of(v.Variable);
            case BoundString s:
                return Literal(s.Bytes);
            case BoundCompoundLiteral c:
                c.Storage.Initializer ??= c.Initializer;
                return Of(c.Storage);
            case BoundFunction f when context.Functions.TryGetValue(f.Function, out var function):
                return function;
            default:
                context.Diagnostics.Report(LoweringDiagnostics.NotConstantInitializer, user.Span, user.Name);
                return null;
        }
    }

    /// <summary>Static locals of different functions may share a name.</summary>
    private string UniqueName(string name)
    {
        name = name.Length == 0 ? ".literal" : name;
        var unique = name;
        for (var i = 1; !names.Add(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}.{i}");
        }

        return unique;
    }

    /// <summary>The value of an extern kconfig variable on the target kernel; zero for options that are not set.</summary>
    private byte[] KernelConfiguration(VariableSymbol variable)
    {
        var contents = new byte[variable.Type.Type.Size];
        if (variable.Name == "LINUX_KERNEL_VERSION")
        {
            StaticInitializer.WriteNumber(contents, 0, contents.Length, context.Target.KernelVersion);
            return contents;
        }

        var text = context.Target.KernelConfig(variable.Name);
        if (text is null)
        {
            return contents;
        }

        if (variable.Type.Canonical is ArrayType)
        {
            var bytes = Encoding.UTF8.GetBytes(text.Trim('"'));
            bytes.AsSpan(0, Math.Min(bytes.Length, contents.Length - 1)).CopyTo(contents);
        }
        else
        {
            StaticInitializer.WriteNumber(contents, 0, contents.Length, OptionValue(text, variable.Type.Type));
        }

        return contents;
    }

    /// <summary>char variables hold the letter, others 1 for built in and 2 for module, as libbpf has it.</summary>
    private static long OptionValue(string text, CType type)
    {
        if (text is "y" or "m" or "n")
        {
            return type.Canonical is IntegerType { Rank: 1 } ? text[0] : text == "y" ? 1 : text == "m" ? 2 : 0;
        }

        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? (long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : 0)
            : long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
