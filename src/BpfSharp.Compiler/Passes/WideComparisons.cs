// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Compares 32-bit values in 64 bits, for instruction sets that have no other jumps, and goes on with what was compared.</summary>
/// <remarks>
/// The extension stands at the value's definition, once, and all uses read its result: what the verifier learns from a comparison then holds for the
/// indexes and sizes made of the value. Sign extension keeps the order of unsigned numbers too, so one signed comparison decides for all;
/// a value that cannot be negative needs none.
/// For levels below 3; the last word on comparisons, because combine would make them narrow again. Linear.
/// <code>c = slt x, 5; y = add x, 1   =>   e = sext x; t = trunc e; c = slt e, 5L; y = add t, 1</code></remarks>
internal sealed class WideComparisons : IFunctionPass
{
    public string Name => "wide-comparisons";

    public bool Run(Function function, PassContext context)
    {
        if (context.Target.IsaLevel >= 3)
        {
            return false;
        }

        var comparisons = function.Blocks.SelectMany(b => b.Operations).Where(o => o.IsComparison && o.Operands[0].Type.Kind == IrKind.I32).ToList();
        var extensions = new Extensions(function, comparisons);
        foreach (var comparison in comparisons)
        {
            var isSigned = extensions.WantsSign(comparison);
            var wide = Make.Compare(comparison.Code, extensions.Of(comparison.Operands[0], isSigned), extensions.Of(comparison.Operands[1], isSigned));
            wide.Location = comparison.Location;
            comparison.Block!.InsertBefore(comparison, wide);
            comparison.ReplaceWith(wide);
        }

        return comparisons.Count > 0;
    }

    private sealed class Extensions
    {
        private readonly Function function;
        private readonly Dictionary<(Value Value, bool IsSigned), Operation> made = [];

        /// <summary>What stands in place of a value since it was extended, and the value.</summary>
        private readonly Dictionary<Value, Value> cuts = [];

        /// <summary>Values that take part in a signed comparison.</summary>
        private readonly HashSet<Value> signed = [];

        public Extensions(Function function, List<Operation> comparisons)
        {
            this.function = function;
            foreach (var comparison in comparisons.Where(c => c.Code >= OpCode.SLess))
            {
                signed.UnionWith(comparison.Operands);
            }
        }

        public bool WantsSign(Operation comparison) => comparison.Operands.Any(o => signed.Contains(cuts.GetValueOrDefault(o, o)));

        public Value Of(Value value, bool isSigned)
        {
            if (value is Constant or Undefined)
            {
                return Constant.Int64(value is Constant constant ? isSigned ? constant.Number : (long)constant.Unsigned : 0);
            }

            var source = cuts.GetValueOrDefault(value, value);

            // Shifts would make a value of it that the verifier does not connect with what it was made of.
            isSigned &= (KnownBits.PossibleOnes(source) >> 31) != 0;
            if (!made.TryGetValue((source, isSigned), out var extension))
            {
                made[(source, isSigned)] = extension = Extend(source, isSigned);
            }

            return extension;
        }

        private Operation Extend(Value value, bool isSigned)
        {
            var code = isSigned ? OpCode.SignExtend : OpCode.ZeroExtend;
            var extension = new Operation(code, IrType.I64, value) { Location = (value as Operation)?.Location ?? default };
            InsertAfter(value, extension);
            if (made.ContainsKey((value, !isSigned)))
            {
                return extension;
            }

            var cut = new Operation(OpCode.Truncate, IrType.I32, extension) { Location = extension.Location };
            extension.Block!.Insert(extension.Block.IndexOf(extension) + 1, cut);
            cuts[cut] = value;
            foreach (var user in value.Users.ToArray())
            {
                if (ReferenceEquals(user, extension))
                {
                    continue;
                }

                if (user.Code == code)
                {
                    user.ReplaceWith(extension);
                    continue;
                }

                for (var i = 0; i < user.Operands.Count; i++)
                {
                    if (ReferenceEquals(user.Operands[i], value))
                    {
                        user.SetOperand(i, cut);
                    }
                }
            }

            return extension;
        }

        private void InsertAfter(Value value, Operation extension)
        {
            if (value is not Operation operation)
            {
                function.Entry.Insert(0, extension);
                return;
            }

            var block = operation.Block!;
            block.Insert(operation.IsPhi ? block.Phis.Count() : block.IndexOf(operation) + 1, extension);
        }
    }
}
