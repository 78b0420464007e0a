// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// struct, union and enum.
internal sealed partial class Binder
{
    private readonly HashSet<RecordType> recordsInProgress = [];
    private readonly Dictionary<CType, SourceSpan> definedTags = [];
    private readonly Stack<(List<FieldShape> Shapes, Dictionary<string, SourceSpan> Names)> freeMemberLists = [];

    private RecordType BindRecord(RecordSpecifier syntax)
    {
        var kind = syntax.IsUnion ? TagKind.Union : TagKind.Struct;
        if (syntax.Members is null)
        {
            return syntax.Tag is { } tag ? (RecordType)FindTag(tag, syntax.Span, kind) : new RecordType(null, syntax.IsUnion);
        }

        var record = (RecordType)DeclareTag(syntax.Tag, kind, syntax.Span);
        recordsInProgress.Add(record);
        DefineRecord(record, syntax);
        recordsInProgress.Remove(record);
        return record;
    }

    /// <summary>The type a definition fills: the program's earlier declaration in this scope, or a new one hiding whatever the kernel has.</summary>
    private CType DeclareTag(string? tag, TagKind kind, SourceSpan span)
    {
        if (tag is null)
        {
            return MakeTagged(null, kind);
        }

        if (scope.FindTagHere(tag) is { } known)
        {
            if (definedTags.TryGetValue(known, out var earlier))
            {
                ReportDeclaredHere(Redefinition, span, tag, earlier, tag);
                return MakeTagged(tag, kind);
            }

            if (KindOf(known) != kind)
            {
                Report(WrongTagKind, span, tag, Describe(KindOf(known)), Describe(kind));
            }
            else if (IsForward(known))
            {
                definedTags[known] = span;
                return known;
            }
        }

        var type = MakeTagged(tag, kind);
        scope.DeclareTag(tag, type);
        definedTags[type] = span;
        return type;
    }

    private static bool IsForward(CType type) => type is RecordType { KernelTypeId: 0, Completer: null, Fields: null } or EnumType { KernelTypeId: 0, IsDefined: false };

    private void DefineRecord(RecordType record, RecordSpecifier syntax)
    {
        var attributes = new AttributeSet();
        ReadAttributes(attributes, syntax.Attributes);
        if (attributes.Section is { } section)
        {
            Report(SectionOfType, syntax.Span, section);
        }

        // Records nest, and a big header defines thousands: what is needed only while one is bound is used again.
        var (shapes, names) = freeMemberLists.Count > 0 ? freeMemberLists.Pop() : ([], new Dictionary<string, SourceSpan>(StringComparer.Ordinal));
        foreach (var member in syntax.Members!)
        {
            if (member is StaticAssertSyntax assertion)
            {
                BindStaticAssert(assertion);
            }
            else if (member is FieldDeclaration declaration)
            {
                BindField(declaration, shapes, names);
            }
        }

        CheckFlexibleArrays(record, shapes, syntax.Span);
        RecordLayout.Complete(record, shapes, attributes.IsPacked ? 1 : syntax.Pack, attributes.Align);
        shapes.Clear();
        names.Clear();
        freeMemberLists.Push((shapes, names));
        record.PreservesAccessIndex |= attributes.PreservesAccessIndex || syntax.PreservesAccessIndex;
        record.DeclTags = attributes.DeclTags;
        record.IsPacketHeader = attributes.IsPacketHeader;
        if (attributes.PreservesAccessIndex)
        {
            PreserveAnonymousMembers(record);
        }

        if (record.Size > MaxObjectSize)
        {
            Report(ArrayTooLarge, syntax.Span, record.Size);
        }
    }

    private static void PreserveAnonymousMembers(RecordType record)
    {
        foreach (var field in record.Fields!)
        {
            if (field.Type.Canonical is RecordType { Tag: null, KernelTypeId: 0, PreservesAccessIndex: false } nested && nested.Fields is not null)
            {
                nested.PreservesAccessIndex = true;
                PreserveAnonymousMembers(nested);
            }
        }
    }

    private void BindField(FieldDeclaration declaration, List<FieldShape> shapes, Dictionary<string, SourceSpan> names)
    {
        var attributes = ReadAttributes(declaration.Specifiers);
        var type = BindSpecifiers(declaration.Specifiers);
        if (declaration.Declarators.Count == 0)
        {
            BindAnonymousMember(declaration, type, attributes, shapes, names);
            return;
        }

        foreach (var declarator in declaration.Declarators)
        {
            var own = ReadAttributes(attributes, declarator.Declarator);
            var name = declarator.Declarator.Name;
            var span = name?.Span ?? declarator.Span;
            var fieldType = OutsideArena(BindDeclarator(type, declarator.Declarator, own.PointerTag), "member", name?.Text ?? "", span);
            var width = declarator.BitWidth is { } bits ? BitWidth(bits, fieldType, name?.Text ?? "") : null;
            AddName(name?.Text ?? "", span, names);
            shapes.Add(new FieldShape(name?.Text ?? "", CheckFieldType(fieldType, name?.Text ?? "", span), width, own.Align, own.IsPacked, own.DeclTags));
        }
    }

    // The kernel is built with -fms-extensions: a tagged struct without a name is a member too.
    private void BindAnonymousMember(FieldDeclaration declaration, QualifiedType type, AttributeSet attributes, List<FieldShape> shapes, Dictionary<string, SourceSpan> names)
    {
        if (type.Canonical is RecordType record && !recordsInProgress.Contains(record) && record.Fields is not null)
        {
            AddMemberNames(record, declaration.Span, names);
            shapes.Add(new FieldShape("", type, null, attributes.Align, attributes.IsPacked));
        }
        else if (declaration.Specifiers.Type is not (EnumSpecifier or RecordSpecifier))
        {
            Report(DeclaresNothing, declaration.Span);
        }
    }

    private void AddMemberNames(RecordType record, SourceSpan span, Dictionary<string, SourceSpan> names)
    {
        foreach (var field in record.Fields!)
        {
            if (field.Name.Length > 0)
            {
                AddName(field.Name, span, names);
            }
            else if (field.Type.Canonical is RecordType { Fields: not null } nested)
            {
                AddMemberNames(nested, span, names);
            }
        }
    }

    private void AddName(string name, SourceSpan span, Dictionary<string, SourceSpan> names)
    {
        if (name.Length > 0 && !names.TryAdd(name, span))
        {
            ReportDeclaredHere(DuplicateMember, span, name, names[name], name);
        }
    }

    private QualifiedType CheckFieldType(QualifiedType type, string name, SourceSpan span)
    {
        if (type.Canonical is FunctionType)
        {
            Report(FunctionMember, span, name);
            return new PointerType(type);
        }

        var isInProgress = type.Canonical is RecordType record && recordsInProgress.Contains(record);
        if (isInProgress || (!type.Type.IsComplete && type.Canonical is not ArrayType))
        {
            Report(IncompleteMember, span, name, type);
            return IntegerType.Int;
        }

        return type;
    }

    private int? BitWidth(ExpressionSyntax syntax, QualifiedType type, string name)
    {
        if (!type.IsInteger())
        {
            Report(BitFieldNotInteger, syntax.Span, name, type);
            return null;
        }

        if (!TryBindConstant(syntax, out var width))
        {
            return null;
        }

        var limit = ArithmeticConversions.IntegerOf(type.Type) is { IsBool: true } ? 1 : type.Type.Size * 8;
        if (width < 0 || width > limit || (width == 0 && name.Length > 0))
        {
            Report(BadBitWidth, syntax.Span, name, width, type, limit);
            return null;
        }

        return (int)width;
    }

    private void CheckFlexibleArrays(RecordType record, List<FieldShape> shapes, SourceSpan span)
    {
        for (var i = 0; i < shapes.Count; i++)
        {
            if (shapes[i].Type.Canonical is ArrayType { Length: null } array && i < shapes.Count - 1 && !record.IsUnion)
            {
                Report(FlexibleArrayNotLast, span, shapes[i].Name);
                shapes[i] = shapes[i] with { Type = new ArrayType(array.Element, 0) };
            }
        }
    }

    private EnumType BindEnum(EnumSpecifier syntax)
    {
        if (syntax.Enumerators is null)
        {
            return syntax.Tag is { } tag ? (EnumType)FindTag(tag, syntax.Span, TagKind.Enum) : new EnumType(null) { IsDefined = true };
        }

        var attributes = new AttributeSet();
        ReadAttributes(attributes, [.. syntax.Attributes.Where(a => BytesOfMode(a) == 0)]);
        var mode = syntax.Attributes.FirstOrDefault(a => BytesOfMode(a) != 0) is { } sized ? BytesOfMode(sized) : 0;
        var type = (EnumType)DeclareTag(syntax.Tag, TagKind.Enum, syntax.Span);
        var given = syntax.Underlying is { } underlying ? ArithmeticConversions.IntegerOf(BindTypeName(underlying).Type) : null;
        var values = BindEnumeratorValues(syntax.Enumerators, type);
        type.Underlying = given ?? (mode != 0 ? OfMode(mode, Array.Exists(values, v => v < 0)) : UnderlyingOf(values, attributes.IsPacked));
        type.IsDefined = true;
        type.Enumerators = FinishEnumerators(syntax.Enumerators, values, type);
        return type;
    }

    private Int128[] BindEnumeratorValues(IReadOnlyList<EnumeratorSyntax> syntax, EnumType type)
    {
        var values = new Int128[syntax.Count];
        Int128 next = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (syntax[i].Value is { } expression && TryBindConstant(expression, out var given))
            {
                next = given;
            }

            values[i] = next;
            var name = syntax[i].Name;
            if (scope.FindHere(name.Text) is { } earlier)
            {
                ReportDeclaredHere(Redefinition, name.Span, name.Text, earlier.Span, name.Text);
            }

            // Visible to the values that follow; redeclared with its final type when the enum is complete.
            scope.Declare(name.Text, new EnumeratorSymbol(name.Text, name.Span, (long)(ulong)(UInt128)(next & ulong.MaxValue), EnumeratorType(next, type.Underlying)) { Enum = type });
            next++;
        }

        return values;
    }

    private List<EnumeratorSymbol> FinishEnumerators(IReadOnlyList<EnumeratorSyntax> syntax, Int128[] values, EnumType type)
    {
        var symbols = new List<EnumeratorSymbol>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var name = syntax[i].Name;
            var symbol = new EnumeratorSymbol(name.Text, name.Span, (long)(ulong)(UInt128)(values[i] & ulong.MaxValue), EnumeratorType(values[i], type.Underlying)) { Enum = type };
            scope.Declare(name.Text, symbol);
            symbols.Add(symbol);
        }

        return symbols;
    }

    // An enumerator is an int when its value fits; larger ones have a type that holds them (GNU).
    private static IntegerType EnumeratorType(Int128 value, IntegerType underlying) =>
        ArithmeticConversions.Fits(value, IntegerType.Int) ? IntegerType.Int
        : ArithmeticConversions.Fits(value, underlying) ? underlying
        : ArithmeticConversions.Fits(value, IntegerType.UnsignedInt) ? IntegerType.UnsignedInt
        : ArithmeticConversions.Fits(value, IntegerType.Long) ? IntegerType.Long : IntegerType.UnsignedLong;

    // mode(byte), mode(HI) …: the enum takes that many bytes; vmlinux.h says so of enums that the kernel packs.
    private static int BytesOfMode(AttributeSyntax attribute) =>
        attribute is { Name: "mode", Arguments: [IdentifierExpression name] } ? name.Name.Trim('_') switch
        {
            "byte" or "QI" => 1,
            "HI" => 2,
            "SI" => 4,
            "word" or "pointer" or "DI" => 8,
            _ => 0,
        } : 0;

    private static IntegerType OfMode(int bytes, bool isSigned) => (bytes, isSigned) switch
    {
        (1, true) => IntegerType.SignedChar,
        (1, false) => IntegerType.UnsignedChar,
        (2, true) => IntegerType.Short,
        (2, false) => IntegerType.UnsignedShort,
        (4, true) => IntegerType.Int,
        (4, false) => IntegerType.UnsignedInt,
        (_, true) => IntegerType.Long,
        _ => IntegerType.UnsignedLong,
    };

    private static IntegerType UnderlyingOf(Int128[] values, bool isPacked)
    {
        Int128 low = 0, high = 0;
        foreach (var value in values)
        {
            low = Int128.Min(low, value);
            high = Int128.Max(high, value);
        }

        IntegerType[] candidates = low < 0
            ? [IntegerType.SignedChar, IntegerType.Short, IntegerType.Int, IntegerType.Long]
            : [IntegerType.UnsignedChar, IntegerType.UnsignedShort, IntegerType.UnsignedInt, IntegerType.UnsignedLong];
        for (var i = isPacked ? 0 : 2; i < candidates.Length; i++)
        {
            if (ArithmeticConversions.Fits(low, candidates[i]) && ArithmeticConversions.Fits(high, candidates[i]))
            {
                return candidates[i];
            }
        }

        return candidates[^1];
    }
}
