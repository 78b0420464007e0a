// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// Declarations of variables and typedefs, in files and in blocks.
internal sealed partial class Binder
{
    private readonly HashSet<VariableSymbol> listedGlobals = [];

    /// <param name="output">Receives the locals declared; null at file scope.</param>
    private void BindDeclaration(DeclarationSyntax declaration, List<BoundStatement>? output)
    {
        if (declaration is StaticAssertSyntax assertion)
        {
            BindStaticAssert(assertion);
            return;
        }

        var specifiers = declaration.Specifiers;
        var shared = ReadAttributes(specifiers);
        var isAuto = specifiers.Type is AutoTypeSpecifier && declaration.Declarators.Count > 0;
        QualifiedType baseType = isAuto ? IntegerType.Int : BindSpecifiers(specifiers);
        foreach (var item in declaration.Declarators)
        {
            if (item.Declarator.Name is not { } name)
            {
                continue;
            }

            var attributes = ReadAttributes(shared, item.Declarator);
            BoundExpression? inferred = null;
            var type = isAuto ? InferType(item, specifiers, out inferred) : BindDeclarator(baseType, item.Declarator, attributes.PointerTag);
            var entry = new Declared(name, type, specifiers, attributes, item, inferred);
            BindDeclarator(entry, output);
        }
    }

    /// <summary>One declarator of a declaration with all that was said about it.</summary>
    private sealed record Declared(Token Name, QualifiedType Type, DeclarationSpecifiers Specifiers, AttributeSet Attributes, InitDeclarator Syntax, BoundExpression? Inferred)
    {
        public string Text => Name.Text;
    }

    private void BindDeclarator(Declared declared, List<BoundStatement>? output)
    {
        if (declared.Specifiers.Storage == StorageClass.Typedef)
        {
            DeclareTypedef(declared);
        }
        else if (declared.Type.Canonical is FunctionType functionType)
        {
            if (declared.Syntax.Initializer is { } initializer)
            {
                Report(FunctionInitialized, initializer.Span, declared.Text);
            }

            DeclareFunction(declared.Name, functionType, declared.Specifiers, declared.Attributes, declared.Syntax.Declarator, false);
        }
        else if (output is null)
        {
            DeclareGlobal(declared);
        }
        else if (declared.Specifiers.Storage == StorageClass.Static)
        {
            DeclareStaticLocal(declared);
        }
        else if (declared.Specifiers.Storage == StorageClass.Extern)
        {
            scope.Declare(declared.Text, DeclareGlobal(declared));
        }
        else
        {
            DeclareLocal(declared, output);
        }
    }

    private QualifiedType InferType(InitDeclarator item, DeclarationSpecifiers specifiers, out BoundExpression? value)
    {
        value = item.Initializer is ExpressionInitializer initializer ? BindValue(initializer.Value) : null;
        if (value is null)
        {
            return BindMisplacedAutoType(item.Span);
        }

        return value.Type with { Qualifiers = specifiers.Qualifiers };
    }

    private void DeclareTypedef(Declared declared)
    {
        if (scope.FindHere(declared.Text) is { } earlier && !(earlier is TypedefSymbol typedef && TypeRelations.AreSame(typedef.Type.Target, declared.Type)))
        {
            ReportDeclaredHere(TypedefRedefinition, declared.Name.Span, declared.Text, earlier.Span, declared.Text, declared.Type);
            return;
        }

        var type = new TypedefType(declared.Text, declared.Type) { AlignOverride = declared.Attributes.Align, DeclTags = declared.Attributes.DeclTags };
        scope.Declare(declared.Text, new TypedefSymbol(declared.Text, declared.Name.Span, type));
    }

    private VariableSymbol DeclareGlobal(Declared declared)
    {
        var initializer = declared.Syntax.Initializer;
        var isExtern = declared.Specifiers.Storage == StorageClass.Extern && initializer is null;
        var variable = MergeGlobal(declared, isExtern);
        Apply(declared.Attributes, variable);
        CheckObjectType(variable, declared, isExtern);
        if (initializer is not null)
        {
            InitializeStatic(variable, declared);
        }

        if (variable.Map is { Spec.IsExternal: true } declaredElsewhere && !isExtern)
        {
            declaredElsewhere.Spec.IsExternal = false; // here it is defined
        }
        else if (variable.Map is null && dialect.DeclareMap(variable) is { } map)
        {
            map.Spec.IsExternal = isExtern;
            map.IsWeak = variable.IsWeak;
            variable.Map = map;
            unit.Maps.Add(map);
            unit.Globals.Remove(variable);
        }

        // Unused statics of a header (helpers declared as pointers, tables) need no storage.
        if (variable.Storage == VariableStorage.Global || (variable.Section is not null && !isExtern))
        {
            ListGlobal(variable);
        }

        return variable;
    }

    private VariableSymbol MergeGlobal(Declared declared, bool isExtern)
    {
        var storage = isExtern ? VariableStorage.Extern : declared.Specifiers.Storage == StorageClass.Static ? VariableStorage.Static : VariableStorage.Global;
        var name = declared.Name;
        switch (fileScope.FindHere(declared.Text))
        {
            case VariableSymbol { Map: not null, Storage: not VariableStorage.Extern } map when !isExtern && !IsTentative(declared, map):
                ReportDeclaredHere(MapRedefined, name.Span, declared.Text, map.Span, declared.Text);
                break;
            case VariableSymbol earlier when TypeRelations.AreCompatible(earlier.Type.Type, declared.Type.Type):
                earlier.Type = TypeRelations.Composite(earlier.Type, declared.Type);
                earlier.Storage = earlier.Storage == VariableStorage.Extern ? storage : earlier.Storage;
                return earlier;
            case VariableSymbol earlier:
                ReportDeclaredHere(ConflictingTypes, name.Span, declared.Text, earlier.Span, declared.Text, declared.Type, earlier.Type);
                break;
            case { } other:
                ReportDeclaredHere(RedefinitionAsOther, name.Span, declared.Text, other.Span, declared.Text);
                break;
        }

        var variable = new VariableSymbol(declared.Text, name.Span, declared.Type, storage);
        fileScope.Declare(declared.Text, variable);
        return variable;
    }

    /// <summary>C lets a variable be declared again without a value.</summary>
    private static bool IsTentative(Declared declared, VariableSymbol earlier) =>
        declared.Syntax.Initializer is null && earlier.Initializer is not null && TypeRelations.AreCompatible(earlier.Type.Type, declared.Type.Type);

    /// <summary>Puts a variable among the unit's globals; externs only once something mentions them.</summary>
    private void ListGlobal(VariableSymbol variable)
    {
        if (variable.Map is null && listedGlobals.Add(variable))
        {
            unit.Globals.Add(variable);
        }
    }

    private static void Apply(AttributeSet attributes, VariableSymbol variable)
    {
        variable.Section = attributes.Section ?? variable.Section;
        variable.IsWeak |= attributes.IsWeak;
        variable.IsUsed |= attributes.IsUsed;
        variable.DeclTags = [.. variable.DeclTags, .. attributes.DeclTags.Except(variable.DeclTags)];
        variable.AlignOverride = attributes.Align ?? variable.AlignOverride;
    }

    private void CheckObjectType(VariableSymbol variable, Declared declared, bool isExtern)
    {
        var type = variable.Type;
        if (isExtern)
        {
            return;
        }

        if (type.Canonical is FloatType)
        {
            Report(FloatNotSupported, declared.Name.Span, type);
            variable.Type = IntegerType.Int; // so that the initialiser is not refused as well
        }
        else if (type.Canonical is ArrayType { Length: null } array)
        {
            if (declared.Syntax.Initializer is null)
            {
                // C counts a tentative array without a size as one element.
                Report(ArrayWithoutSize, declared.Name.Span, variable.Name);
                variable.Type = type with { Type = new ArrayType(array.Element, 1) };
            }
        }
        else if (!type.Type.IsComplete)
        {
            ReportIncomplete(declared.Name.Span, variable.Name, type);
            variable.Type = IntegerType.Unknown;
        }
        else if (type.Type.Size > MaxObjectSize)
        {
            Report(ArrayTooLarge, declared.Name.Span, type.Type.Size);
            variable.Type = IntegerType.Unknown;
        }
    }

    private void InitializeStatic(VariableSymbol variable, Declared declared)
    {
        if (variable.Initializer is not null)
        {
            ReportDeclaredHere(Redefinition, declared.Name.Span, variable.Name, variable.Span, variable.Name);
        }

        variable.Initializer = BindInitializer(variable.Type, declared.Syntax.Initializer!, true, declared.Inferred);
        variable.Type = variable.Type with { Type = SizedType(variable.Type, variable.Initializer) };
        RememberConstant(variable, variable.Initializer);
    }

    private static CType SizedType(QualifiedType declared, BoundInitializer initializer) =>
        declared.Canonical is ArrayType { Length: null } ? initializer.Type.Type : declared.Type;

    private void RememberConstant(VariableSymbol variable, BoundInitializer initializer)
    {
        if (variable.Type.IsConst && !variable.Type.IsVolatile && !variable.IsWeak && variable.Section is null && variable.Type.IsInteger()
            && initializer.Items is [{ Field: null, Offset: 0 } item] && folding.TryEvaluate(item.Value, out var value))
        {
            constantVariables[variable] = value;
        }
    }

    private void DeclareStaticLocal(Declared declared)
    {
        var symbolName = function is null ? declared.Text : $"{function.Symbol.Name}.{declared.Text}";
        var variable = new VariableSymbol(symbolName, declared.Name.Span, declared.Type, VariableStorage.Static);
        DeclareInBlock(declared, variable);
        Apply(declared.Attributes, variable);
        CheckObjectType(variable, declared, false);
        if (declared.Syntax.Initializer is not null)
        {
            InitializeStatic(variable, declared);
        }

        ListGlobal(variable);
    }

    private void DeclareLocal(Declared declared, List<BoundStatement> output)
    {
        var type = OutsideArena(declared.Type, "local variable", declared.Text, declared.Name.Span);
        var variable = new VariableSymbol(declared.Text, declared.Name.Span, type, VariableStorage.Local);
        DeclareInBlock(declared, variable);
        Apply(declared.Attributes, variable);
        CheckObjectType(variable, declared, false);
        BoundInitializer? initializer = null;
        if (declared.Syntax.Initializer is { } syntax)
        {
            initializer = BindInitializer(variable.Type, syntax, false, declared.Inferred);
            variable.Type = variable.Type with { Type = SizedType(variable.Type, initializer) };
            RememberConstant(variable, initializer);
        }

        output.Add(new BoundLocal(variable, initializer) { Span = declared.Name.Span });
        if (declared.Attributes.Cleanup is { } cleanup)
        {
            scope.Cleanups = new Cleanup(BindCleanup(cleanup, declared.Name), scope.Cleanups);
        }
    }

    private void DeclareInBlock(Declared declared, VariableSymbol variable)
    {
        if (scope.FindHere(declared.Text) is { } earlier)
        {
            ReportDeclaredHere(Redefinition, declared.Name.Span, declared.Text, earlier.Span, declared.Text);
        }

        scope.Declare(declared.Text, variable);
        function?.Locals.Add(variable);
    }
}
