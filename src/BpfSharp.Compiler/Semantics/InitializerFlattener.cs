// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

internal sealed partial class Binder
{
    /// <summary>
    /// Turns one initialiser into stores at offsets. A list is read by a cursor; where braces are left out, the cursor walks on through nested
    /// members until the aggregate is full, a designator comes or the list ends.
    /// </summary>
    private sealed partial class InitializerFlattener(Binder binder, bool isStatic)
    {
        private const int MaxItems = 1 << 20;

        private readonly List<InitializedPart> parts = [];
        private readonly Dictionary<ExpressionSyntax, BoundExpression> bound = [];
        private bool tooMany;

        /// <summary>The items of one pair of braces and how far they are used up.</summary>
        private sealed class Cursor(InitializerListSyntax list)
        {
            public InitializerListSyntax List { get; } = list;
            public int Index { get; set; }
            public bool AtEnd => Index >= List.Items.Count;
            public InitializerItem Item => List.Items[Index];

            /// <summary>An item is left and belongs to the aggregate being filled, not to one further out.</summary>
            public bool HasPlain => !AtEnd && Item.Designators.Count == 0;
        }

        public BoundInitializer Whole(QualifiedType type, BoundExpression value, SourceSpan span)
        {
            if (isStatic)
            {
                value = binder.RequireConstant(value, span);
            }

            return new BoundInitializer(type, [new InitializedPart(0, null, type, value)], false) { Span = span };
        }

        public BoundInitializer WholeString(QualifiedType type, ArrayType array, StringExpression text)
        {
            var length = AddString(array, 0, text);
            var sized = Sized(type, array, length);
            return new BoundInitializer(sized, parts, length < sized.Type.Size) { Span = text.Span };
        }

        public BoundInitializer FlattenList(QualifiedType type, InitializerListSyntax list)
        {
            var length = FillBraced(type, 0, null, list);
            if (type.Canonical is ArrayType { Length: null } array)
            {
                if (length * (Int128)Math.Max(1, array.Element.Type.Size) > MaxObjectSize)
                {
                    binder.Report(ArrayTooLarge, list.Span, length);
                    length = 1;
                }

                type = Sized(type, array, length);
            }

            return new BoundInitializer(type, parts, type.Canonical is not (IntegerType or EnumType or PointerType) || parts.Count == 0) { Span = list.Span };
        }

        /// <summary>Fills an object from its own braces; returns how many elements an array got.</summary>
        private long FillBraced(QualifiedType type, long offset, FieldSymbol? field, InitializerListSyntax list)
        {
            if (!binder.Enter(list.Span))
            {
                return 0;
            }

            var count = type.Canonical switch
            {
                ArrayType array when IsBracedString(array, list, out var text) => AddString(array, offset, text),
                ArrayType array => FillArray(array, offset, new Cursor(list)),
                RecordType record => FillRecord(record, type, offset, new Cursor(list)),
                _ => FillScalar(type, offset, field, list),
            };
            binder.Leave();
            return count;
        }

        private static bool IsBracedString(ArrayType array, InitializerListSyntax list, out StringExpression text)
        {
            text = null!;
            if (IsCharacter(array.Element) && list.Items is [{ Designators.Count: 0, Value: ExpressionInitializer { Value: StringExpression only } }])
            {
                text = only;
                return true;
            }

            return false;
        }

        private long FillScalar(QualifiedType type, long offset, FieldSymbol? field, InitializerListSyntax list)
        {
            if (list.Items.Count == 0)
            {
                return 0;
            }

            var cursor = new Cursor(list);
            if (cursor.Item.Designators.Count > 0)
            {
                binder.Report(DesignatorForScalar, cursor.Item.Span, type);
            }

            FillItem(type, offset, field, cursor);
            WarnAboutExcess(cursor, type);
            return 0;
        }

        private long FillArray(ArrayType array, long offset, Cursor cursor)
        {
            long next = 0;
            long count = 0;
            while (!cursor.AtEnd && !tooMany)
            {
                if (cursor.Item.Designators.Count > 0)
                {
                    next = FillDesignated(array, offset, cursor, 0);
                }
                else if (array.Length is { } length && next >= length)
                {
                    WarnAboutExcess(cursor, array);
                    break;
                }
                else
                {
                    FillItem(array.Element, offset + (next * array.Element.Type.Size), null, cursor);
                    next++;
                }

                count = Math.Max(count, next);
            }

            return count;
        }

        private long FillRecord(RecordType record, QualifiedType type, long offset, Cursor cursor)
        {
            if (record.Fields is null)
            {
                binder.Report(IncompleteUse, cursor.List.Span, type);
                return 0;
            }

            long next = 0;
            while (!cursor.AtEnd && !tooMany)
            {
                if (cursor.Item.Designators.Count > 0)
                {
                    next = FillDesignated(record, offset, cursor, 0);
                }
                else if (NextField(record, ref next) is { } field)
                {
                    FillItem(field.Type, offset + field.Offset, field, cursor);
                    next++;
                }
                else
                {
                    WarnAboutExcess(cursor, record);
                    break;
                }
            }

            return 0;
        }

        /// <summary>The next member that an item without designator goes to; unions have one, padding bit-fields none.</summary>
        private static FieldSymbol? NextField(RecordType record, ref long next)
        {
            var fields = record.Fields!;
            while (next < fields.Count && fields[(int)next] is { IsBitField: true, Name.Length: 0 })
            {
                next++;
            }

            return next >= fields.Count || (record.IsUnion && next > 0) ? null : fields[(int)next];
        }

        /// <summary>Gives the cursor's item to an object, walking into it when its braces were left out.</summary>
        private void FillItem(QualifiedType type, long offset, FieldSymbol? field, Cursor cursor)
        {
            if (cursor.Item.Value is InitializerListSyntax list)
            {
                cursor.Index++;
                FillBraced(type, offset, field, list);
                return;
            }

            var expression = ((ExpressionInitializer)cursor.Item.Value).Value;
            switch (type.Canonical)
            {
                case ArrayType array when expression is StringExpression text && IsCharacter(array.Element):
                    cursor.Index++;
                    AddString(array, offset, text);
                    break;
                case ArrayType array:
                    FillUnbraced(array, offset, 0, cursor);
                    break;
                case RecordType when TryCopyRecord(type, offset, expression):
                    cursor.Index++;
                    break;
                case RecordType { Fields: { Count: > 0 } } record:
                    FillUnbraced(record, offset, 0, cursor);
                    break;
                case RecordType:
                    cursor.Index++;
                    binder.Report(IncompatibleTypes, expression.Span, Phrase("initializing", Bind(expression).Type, type));
                    break;
                default:
                    cursor.Index++;
                    AddScalar(type, offset, field, expression);
                    break;
            }
        }

        private void FillUnbraced(CType aggregate, long offset, long next, Cursor cursor)
        {
            if (!binder.Enter(cursor.List.Span))
            {
                cursor.Index = cursor.List.Items.Count;
                return;
            }

            // The first item was given to this aggregate, with or without designator; further ones only if they have none.
            var start = cursor.Index;
            while (!cursor.AtEnd && !tooMany && (cursor.Index == start || cursor.HasPlain))
            {
                if (aggregate is ArrayType array)
                {
                    if (next >= (array.Length ?? long.MaxValue))
                    {
                        break;
                    }

                    FillItem(array.Element, offset + (next * array.Element.Type.Size), null, cursor);
                }
                else if (NextField((RecordType)aggregate, ref next) is { } field)
                {
                    FillItem(field.Type, offset + field.Offset, field, cursor);
                }
                else
                {
                    break;
                }

                next++;
            }

            if (cursor.Index == start && aggregate is ArrayType { Length: 0 })
            {
                cursor.Index++; // nothing can go into an empty array; go on with the next item
            }

            binder.Leave();
        }

        private bool TryCopyRecord(QualifiedType type, long offset, ExpressionSyntax expression)
        {
            if (isStatic && expression is CompoundLiteralExpression literal && TypeRelations.AreCompatible(binder.BindTypeName(literal.Type).Type, type.Type))
            {
                FillBraced(type, offset, null, literal.Initializer);
                return true;
            }

            var value = Bind(expression);
            if (value is BoundError)
            {
                return true;
            }

            if (value.Type.Canonical is not RecordType || !TypeRelations.AreCompatible(value.Type.Type, type.Type))
            {
                return false;
            }

            Add(new InitializedPart(offset, null, type, isStatic ? binder.RequireConstant(value, expression.Span) : value), expression.Span);
            return true;
        }

        // Finding out whether an expression is a record must not bind it twice.
        private BoundExpression Bind(ExpressionSyntax expression)
        {
            if (!bound.TryGetValue(expression, out var value))
            {
                bound[expression] = value = binder.BindValue(expression);
            }

            return value;
        }

        private void AddScalar(QualifiedType type, long offset, FieldSymbol? field, ExpressionSyntax expression)
        {
            var value = binder.ConvertImplicitly(Bind(expression), type, "initializing");
            if (value is BoundError)
            {
                return;
            }

            value = isStatic ? binder.RequireConstant(value, expression.Span) : value;
            Add(new InitializedPart(offset, field is { IsBitField: true } ? field : null, type, value), expression.Span);
        }

        private void Add(InitializedPart part, SourceSpan span)
        {
            if (parts.Count >= MaxItems)
            {
                if (!tooMany)
                {
                    binder.Report(InitializerTooLarge, span);
                }

                tooMany = true;
                return;
            }

            parts.Add(part);
        }

        /// <summary>Stores a string into a character array; returns its length with the zero.</summary>
        private long AddString(ArrayType array, long offset, StringExpression text)
        {
            if (!StringLiterals.TryDecode(text, out var bytes, out var error))
            {
                binder.Report(error!, text.Span);
                return 1;
            }

            long length = bytes.Length + 1;
            if (array.Length is { } limit && limit < length)
            {
                if (limit < bytes.Length)
                {
                    binder.Report(StringTooLong, text.Span, bytes.Length, limit);
                }

                // Without room for the zero C leaves it out.
                length = limit;
            }

            byte[] terminated = [.. bytes, 0];
            var stored = terminated[..(int)length];
            var literal = new BoundString(stored, new ArrayType(IntegerType.Char, stored.Length)) { Span = text.Span };
            Add(new InitializedPart(offset, null, new ArrayType(array.Element, array.Length ?? stored.Length), literal), text.Span);
            return length;
        }

        private void WarnAboutExcess(Cursor cursor, QualifiedType type)
        {
            if (!cursor.AtEnd)
            {
                var kind = type.Canonical switch { ArrayType => "array", RecordType { IsUnion: true } => "union", RecordType => "struct", _ => "scalar" };
                binder.Report(ExcessElements, cursor.Item.Span.Start.IsKnown ? cursor.Item.Span : cursor.List.Span, kind);
            }
        }
    }
}
