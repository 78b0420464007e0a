// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Ir;

/// <summary>Reads the text form of docs/ir.md. Headers of functions and globals are read first, so bodies may mention what comes later.</summary>
internal sealed partial class IrParser
{
    private readonly List<IrToken> tokens;
    private readonly Module module = new();
    private readonly Dictionary<string, Function> functions = [];
    private readonly Dictionary<string, GlobalVariable> globals = [];
    private readonly Dictionary<string, MapSpec> maps = [];
    private readonly List<(Function Function, int Position)> bodies = [];
    private readonly List<(GlobalVariable Global, int Position)> addresses = [];
    private int position;

    private IrParser(string text) => tokens = IrLexer.Split(text);

    /// <exception cref="InvalidIrException">The text is not well-formed; the message names the line.</exception>
    public static Module Parse(string text)
    {
        var parser = new IrParser(text);
        parser.ParseHeaders();
        foreach (var (global, at) in parser.addresses)
        {
            parser.position = at;
            parser.ParseAddresses(global);
        }

        foreach (var (function, at) in parser.bodies)
        {
            parser.position = at;
            parser.ParseBody(function);
        }

        return parser.module;
    }

    private IrToken Current => tokens[position];

    // module: (license | implicit-reads | map | global | define)*
    private void ParseHeaders()
    {
        while (Current.Kind != IrTokenKind.End)
        {
            switch (Word("a declaration"))
            {
                case "license":
                    module.License = StringText();
                    break;
                case "implicit-reads":
                    module.ReadsKernelMemoryImplicitly = true;
                    break;
                case "map":
                    ParseMap();
                    break;
                case "global":
                    ParseGlobal();
                    break;
                case "define":
                    ParseHeader();
                    break;
                default:
                    position--;
                    throw Error("expected a declaration");
            }
        }
    }

    // map @name Type key n value n entries n [flags n]
    private void ParseMap()
    {
        var name = SymbolName();
        var map = new MapSpec { Name = name, Type = EnumWord<MapType>() };
        map.KeySize = NumberAfter("key");
        map.ValueSize = NumberAfter("value");
        Expect("entries");
        map.MaxEntries = (uint)Number();
        map.Flags = Accept("flags") ? (uint)Number() : 0;
        Declare(maps, name, map);
        module.Maps.Add(map);
    }

    // global @name section "s" align n [const] [extern] (zero n | bytes "…") (at n symbol n)*
    private void ParseGlobal()
    {
        var name = SymbolName();
        Expect("section");
        var section = StringText();
        var align = NumberAfter("align");
        var isConstant = Accept("const");
        var isExtern = Accept("extern");
        var contents = Accept("zero") ? new byte[Number()] : Bytes();
        var global = new GlobalVariable(name, contents, align) { Section = section, IsConstant = isConstant, IsExtern = isExtern };
        Declare(globals, name, global);
        module.Globals.Add(global);
        addresses.Add((global, position));
        while (Accept("at"))
        {
            position += 4;
        }
    }

    private byte[] Bytes()
    {
        Expect("bytes");
        return Encoding.Latin1.GetBytes(String());
    }

    private void ParseAddresses(GlobalVariable global)
    {
        while (Accept("at"))
        {
            var offset = (int)Number();
            object symbol = Word("global, function or map") switch
            {
                "global" => Find(globals, SymbolName()),
                "function" => Find(functions, SymbolName()),
                "map" => Find(maps, SymbolName()),
                _ => throw Error("expected global, function or map"),
            };
            global.Addresses.Add((offset, symbol, Number()));
        }
    }

    // define name(type %p, …) type [static] [noinline|alwaysinline] [program …] { … }
    private void ParseHeader()
    {
        var name = Word("a function name");
        var parameters = new List<Parameter>();
        ExpectMark("(");
        while (!AcceptMark(")"))
        {
            var type = Type();
            var parameter = Word("a parameter name")[1..];
            parameters.Add(new Parameter(type, parameters.Count, parameter.StartsWith('.') && int.TryParse(parameter.AsSpan(1), CultureInfo.InvariantCulture, out _) ? "" : parameter));
            AcceptMark(",");
        }

        var result = Type();
        var function = new Function(name, result) { IsStatic = Accept("static"), IsNoInline = Accept("noinline"), IsAlwaysInline = Accept("alwaysinline"), Program = ParseProgram() };
        function.Parameters.AddRange(parameters);
        Declare(functions, name, function);
        module.Functions.Add(function);
        ExpectMark("{");
        bodies.Add((function, position));
        while (!AcceptMark("}"))
        {
            _ = Current.Kind == IrTokenKind.End ? throw Error("expected }") : position++;
        }
    }

    // program Type "section" attach Type [target "t"] [auto] [trusted] [flags n]
    private ProgramAttachment? ParseProgram()
    {
        if (!Accept("program"))
        {
            return null;
        }

        var type = EnumWord<ProgramType>();
        var section = StringText();
        Expect("attach");
        var attach = EnumWord<AttachType>();
        var target = Accept("target") ? StringText() : "";
        var auto = Accept("auto");
        var trusted = Accept("trusted");
        return new ProgramAttachment(section, type, attach, target, auto, trusted, Accept("flags") ? (uint)Number() : 0);
    }

    private void Declare<T>(Dictionary<string, T> table, string name, T value)
    {
        if (!table.TryAdd(name, value))
        {
            throw Error($"'{name}' is declared twice");
        }
    }

    private T Find<T>(Dictionary<string, T> table, string name) => table.TryGetValue(name, out var value) ? value : throw Error($"'{name}' is not declared");

    private InvalidIrException Error(string message) => new(string.Create(CultureInfo.InvariantCulture, $"line {Current.Line}: {message} at '{Current.Text}'"));
}
