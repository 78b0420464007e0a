// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Ir;

internal sealed partial class IrPrinter
{
    private void WriteModule(Module module)
    {
        if (module.License.Length > 0)
        {
            text.Append("license ").Append(Quote(module.License)).Append('\n');
        }

        text.Append(module.ReadsKernelMemoryImplicitly ? "implicit-reads\n" : "");
        foreach (var map in module.Maps)
        {
            text.Append(CultureInfo.InvariantCulture, $"map @{map.Name} {map.Type} key {map.KeySize} value {map.ValueSize} entries {map.MaxEntries}");
            text.Append(map.Flags != 0 ? string.Create(CultureInfo.InvariantCulture, $" flags {map.Flags}") : "").Append('\n');
        }

        foreach (var global in module.Globals)
        {
            WriteGlobal(global);
        }

        foreach (var function in module.Functions)
        {
            text.Append(text.Length > 0 ? "\n" : "");
            WriteFunction(function);
        }
    }

    private void WriteGlobal(GlobalVariable global)
    {
        text.Append(CultureInfo.InvariantCulture, $"global @{global.Name} section {Quote(global.Section)} align {global.Align}");
        text.Append(global.IsConstant ? " const" : "").Append(global.IsExtern ? " extern" : "");
        text.Append(global.Contents.AsSpan().ContainsAnyExcept((byte)0)
            ? " bytes " + Quote(global.Contents)
            : string.Create(CultureInfo.InvariantCulture, $" zero {global.Contents.Length}"));
        foreach (var (offset, symbol, addend) in global.Addresses)
        {
            text.Append(CultureInfo.InvariantCulture, $" at {offset} {DescribeSymbol(symbol)} {addend}L");
        }

        text.Append('\n');
    }

    private static string DescribeSymbol(object symbol) => symbol switch
    {
        GlobalVariable g => "global @" + g.Name,
        Function f => "function @" + f.Name,
        MapSpec m => "map @" + m.Name,
        _ => throw new InvalidIrException("address of an unknown kind of symbol"),
    };
}
