// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

internal sealed partial class Binder
{
    // .name, [index] and [low ... high], one after another.
    private sealed partial class InitializerFlattener
    {
        /// <summary>Fills what the item's designators from <paramref name="step"/> on name inside an aggregate; returns the position after it.</summary>
        private long FillDesignated(CType aggregate, long offset, Cursor cursor, int step)
        {
            var item = cursor.Item;
            var designator = item.Designators[step];
            var span = designator.Span.Start.IsKnown ? designator.Span : item.Span;
            if (designator.Field is { } name)
            {
                return FillField(aggregate, offset, cursor, step, name, span);
            }

            if (aggregate is not ArrayType array)
            {
                binder.Report(IndexDesignatorForRecord, span, (QualifiedType)aggregate);
                return Skip(cursor);
            }

            return TryBindRange(designator, array, span, out var low, out var high) ? FillElements(array, offset, cursor, step, low, high) : Skip(cursor);
        }

        // After a bad designator nobody knows where the next items belong.
        private static long Skip(Cursor cursor)
        {
            cursor.Index = cursor.List.Items.Count;
            return 0;
        }

        private bool TryBindRange(DesignatorSyntax designator, ArrayType array, SourceSpan span, out long low, out long high)
        {
            (low, high) = (0, 0);
            if (!binder.TryBindConstant(designator.Index!, out var first))
            {
                return false;
            }

            var last = first;
            if (designator.High is { } end && !binder.TryBindConstant(end, out last))
            {
                return false;
            }

            if (first < 0 || last < first || last >= (array.Length ?? MaxObjectSize))
            {
                binder.Report(DesignatorOutOfRange, span, last < first ? first : last);
                return false;
            }

            (low, high) = ((long)first, (long)last);
            return true;
        }

        private long FillElements(ArrayType array, long offset, Cursor cursor, int step, long low, long high)
        {
            var start = cursor.Index;
            for (var i = low; i <= high && !tooMany; i++)
            {
                cursor.Index = start;
                FillStep(array.Element, offset + (i * array.Element.Type.Size), null, cursor, step);
            }

            return high + 1;
        }

        private long FillField(CType aggregate, long offset, Cursor cursor, int step, string name, SourceSpan span)
        {
            if (aggregate is not RecordType record)
            {
                binder.Report(FieldDesignatorForArray, span, (QualifiedType)aggregate);
                return Skip(cursor);
            }

            var path = new List<FieldSymbol>();
            if (!TryFindPath(record, name, path))
            {
                binder.NoMember(record, name, span, record);
                return Skip(cursor);
            }

            FillPath(path, 0, offset, cursor, step);
            return PositionOf(record, path[0]) + 1;
        }

        // A name inside an anonymous member designates through it; plain items that follow go on inside that member first.
        private void FillPath(List<FieldSymbol> path, int at, long offset, Cursor cursor, int step)
        {
            var field = path[at];
            var place = offset + field.Offset;
            if (at == path.Count - 1)
            {
                FillStep(field.Type, place, field, cursor, step);
                return;
            }

            var inner = (RecordType)field.Type.Canonical;
            FillPath(path, at + 1, place, cursor, step);
            ContinueInside(inner, place, PositionOf(inner, path[at + 1]) + 1, cursor);
        }

        private void FillStep(QualifiedType type, long offset, FieldSymbol? field, Cursor cursor, int step)
        {
            if (step == cursor.Item.Designators.Count - 1)
            {
                FillItem(type, offset, field, cursor);
                return;
            }

            if (type.Canonical is not (ArrayType or RecordType { Fields: not null }))
            {
                binder.Report(DesignatorForScalar, cursor.Item.Span, type);
                Skip(cursor);
                return;
            }

            var next = FillDesignated(type.Canonical, offset, cursor, step + 1);
            ContinueInside(type.Canonical, offset, next, cursor);
        }

        private void ContinueInside(CType aggregate, long offset, long next, Cursor cursor)
        {
            if (!cursor.HasPlain)
            {
                return;
            }

            var isFull = aggregate is ArrayType array ? next >= (array.Length ?? long.MaxValue) : NextField((RecordType)aggregate, ref next) is null;
            if (!isFull)
            {
                FillUnbraced(aggregate, offset, next, cursor);
            }
        }

        private static long PositionOf(RecordType record, FieldSymbol field)
        {
            for (var i = 0; i < record.Fields!.Count; i++)
            {
                if (ReferenceEquals(record.Fields[i], field))
                {
                    return i;
                }
            }

            return record.Fields.Count;
        }
    }
}
