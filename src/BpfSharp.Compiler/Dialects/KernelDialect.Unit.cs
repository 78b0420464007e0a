// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Syntax;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Dialects;

// What is decided once the whole program is known: licence, kernel options, which record each event buffer carries.
internal abstract partial class KernelDialect
{
    public override void CompleteUnit(BoundUnit unit)
    {
        for (var i = unit.Globals.Count - 1; i >= 0; i--)
        {
            var section = unit.Globals[i].Section;
            if (section == "license")
            {
                unit.License = Text(unit.Globals[i]) ?? unit.License;
            }

            if (section is "license" or "version")
            {
                unit.Globals.RemoveAt(i);
            }
        }

        foreach (var (spec, variable, key, value) in mapsWithOpenTypes)
        {
            SetTypes(spec, variable, key, value);
        }

        foreach (var (map, variable) in mapVariables)
        {
            ReadSlots(map.Spec, variable);
        }

        foreach (var function in unit.Functions)
        {
            BoundTree.Visit(function.Body, FindEvent);
        }
    }

    /// <summary>The pointer's type before conversions to void *.</summary>
    protected static QualifiedType? PointeeBehindConversions(BoundExpression pointer)
    {
        while (pointer is BoundConversion { Kind: ConversionKind.Pointer or ConversionKind.NoOp } conversion
            && (pointer.Type.Canonical as PointerType)?.Pointee.Canonical is VoidType)
        {
            pointer = conversion.Operand;
        }

        return (pointer.Type.Canonical as PointerType)?.Pointee is { Canonical: not VoidType } pointee ? pointee : default(QualifiedType?);
    }

    /// <summary>Sets the record a buffer carries, unless an earlier output call did.</summary>
    protected static void RecordEvent(MapSymbol map, BoundExpression data)
    {
        if (map.Event is null && PointeeBehindConversions(data) is { Canonical: RecordType or ArrayType or IntegerType } record)
        {
            map.Event = record;
        }
    }

    protected static Int128? ConstantValue(BoundExpression? expression) => expression switch
    {
        BoundConstant constant => constant.Value,
        BoundConversion { Kind: ConversionKind.Integer or ConversionKind.NoOp } conversion => ConstantValue(conversion.Operand),
        _ => null,
    };

    // bpf_perf_event_output(ctx, map, flags, data, size) and friends name map and data; a reservation is converted to the record's type.
    private static void FindEvent(BoundNode node)
    {
        switch (node)
        {
            case BoundHelperCall { Helper.Id: 25 or 111 or 121 } output when output.Arguments.Count > 3 && MapOf(output.Arguments[1]) is { } map:
                RecordEvent(map, output.Arguments[3]);
                break;
            case BoundHelperCall { Helper.Id: 130 } output when output.Arguments.Count > 1 && MapOf(output.Arguments[0]) is { } map:
                RecordEvent(map, output.Arguments[1]);
                break;
            case BoundConversion { Operand: BoundHelperCall { Helper.Id: 131 } reserve } when reserve.Arguments.Count > 0 && MapOf(reserve.Arguments[0]) is { } map:
                RecordEvent(map, (BoundConversion)node);
                break;
        }
    }

    private static MapSymbol? MapOf(BoundExpression argument) => argument switch
    {
        BoundConversion conversion => MapOf(conversion.Operand),
        BoundAddressOf { Target: BoundVariable variable } => variable.Variable.Map,
        _ => null,
    };

    protected static string? Text(VariableSymbol variable)
    {
        foreach (var part in variable.Initializer?.Items ?? [])
        {
            if (part.Value is BoundString text)
            {
                return Encoding.UTF8.GetString(text.Bytes).TrimEnd('\0');
            }
        }

        return null;
    }

    // extern int CONFIG_HZ __kconfig: compiled for one kernel, these are constants.
    private void ResolveKernelOption(VariableSymbol variable)
    {
        var value = KernelOption(variable.Name);
        if (value is null && !variable.IsWeak)
        {
            Diagnostics.Report(DialectsDiagnostics.UnknownKernelOption, variable.Span, variable.Name);
            return;
        }

        variable.Storage = VariableStorage.Static;
        variable.Section = null;
        variable.Type = new QualifiedType(variable.Type.Type, variable.Type.Qualifiers | TypeQualifiers.Const);
        if (variable.Type.Canonical is IntegerType or EnumType)
        {
            var part = new InitializedPart(0, null, variable.Type, Build.Constant(value ?? 0, variable.Type.Type.Unqualified));
            variable.Initializer = new BoundInitializer(variable.Type, [part], zeroFirst: false);
        }
    }

    private Int128? KernelOption(string name)
    {
        switch (name)
        {
            case "LINUX_KERNEL_VERSION":
                return Target.KernelVersion;
            case "LINUX_HAS_BPF_COOKIE":
                return Target.KernelVersion >= (5 << 16 | 15 << 8) ? 1 : 0;
            case "LINUX_HAS_SYSCALL_WRAPPER":
                return HasSyscallWrapper ? 1 : 0;
        }

        return Target.KernelConfig(name) switch
        {
            null => null,
            "n" => 0,
            "y" => 1, // TRI_YES, and true
            "m" => 2, // TRI_MODULE
            var text when text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
                && long.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) => hex,
            var text when long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
    }
}
