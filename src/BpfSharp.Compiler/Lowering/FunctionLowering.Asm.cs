// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

internal sealed partial class FunctionLowering
{
    private void LowerAsm(BoundAsm asm)
    {
        if (asm.Template.Trim().Length > 0 || asm.Operands.Count(IsRegisterOutput) <= 1)
        {
            EmitAsm(asm, asm.Operands);
            return;
        }

        // An empty template only hides values from the optimiser: one barrier for each does the same.
        foreach (var operand in asm.Operands.Where(IsRegisterOutput))
        {
            EmitAsm(asm, [operand]);
        }
    }

    private static bool IsRegisterOutput(BoundAsmOperand operand) => operand.IsOutput && !IsMemoryConstraint(operand);

    private static bool IsMemoryConstraint(BoundAsmOperand operand) =>
        operand.Constraint.Contains('m', StringComparison.Ordinal) && !operand.Constraint.Contains('r', StringComparison.Ordinal);

    private void EmitAsm(BoundAsm asm, IReadOnlyList<BoundAsmOperand> operands)
    {
        var parts = new AsmParts(this, operands);
        var selector = asm.Labels.Count > 0 ? parts.AddSelector() : -1;
        var template = AsmTemplate.Number(asm.Template, operands, parts.Numbers, asm.Labels);
        if (selector >= 0)
        {
            template = AsmTemplate.WithSelector(template, selector, asm.Labels.Count);
        }

        var payload = new AsmPayload(template, !parts.ResultType.IsVoid, parts.Constraints, asm.Clobbers);
        var result = builder.Add(new Operation(OpCode.Asm, parts.ResultType, parts.Values.ToArray()) { Symbol = payload, IsVolatile = true });
        var chosen = parts.WriteBack(result);
        if (chosen is not null)
        {
            LeaveAsm(chosen, asm.Labels);
        }
    }

    /// <summary>Jumps out of assembly pass through its end, where a number says which label was meant.</summary>
    private void LeaveAsm(Value chosen, IReadOnlyList<LabelSymbol> labels)
    {
        var next = NewBlock();
        var numbers = new long[labels.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = i + 1;
        }

        builder.Add(new Operation(OpCode.Switch, IrType.Void, chosen) { Cases = numbers, Targets = [next, .. labels.Select(BlockOf)] });
        StartBlock(next);
    }

    /// <summary>
    /// The operands of one piece of assembly as the operation has them. The first register output is the operation's result; each further one
    /// is written to eight bytes of the stack, whose address is the operand.
    /// </summary>
    private sealed class AsmParts
    {
        private const int SlotSize = 8;
        private readonly FunctionLowering owner;
        private readonly Place result;
        private readonly bool hasResult;
        private readonly List<(Place Place, Value Slot)> further = [];
        private Value? selectorSlot;
        private bool selectorIsResult;

        public AsmParts(FunctionLowering owner, IReadOnlyList<BoundAsmOperand> operands)
        {
            this.owner = owner;
            Numbers = new int[operands.Count];
            var first = operands.ToList().FindIndex(IsRegisterOutput);
            hasResult = first >= 0;
            result = hasResult ? owner.PlaceOf(operands[first].Value) : default;
            ResultType = hasResult ? ValueType(result.Type) : IrType.Void;
            for (var i = 0; i < operands.Count; i++)
            {
                if (i != first)
                {
                    Add(operands, i, first);
                }
            }

            if (hasResult && operands[first].Constraint.StartsWith('+'))
            {
                Values.Add(owner.Read(result));
                Constraints.Add("0");
            }
        }

        public List<Value> Values { get; } = [];
        public List<string> Constraints { get; } = [];
        public IrType ResultType { get; private set; }

        /// <summary>By operand of the source, its number in the operation's template.</summary>
        public int[] Numbers { get; }

        /// <summary>An output of the compiler's own; returns its number in the template.</summary>
        public int AddSelector()
        {
            if (!hasResult)
            {
                ResultType = IrType.I32;
                selectorIsResult = true;
                for (var i = 0; i < Numbers.Length; i++)
                {
                    Numbers[i]++;
                }

                return 0;
            }

            selectorSlot = owner.builder.Alloca(SlotSize, SlotSize, null);
            Values.Add(selectorSlot);
            Constraints.Add("=r");
            return Values.Count;
        }

        /// <summary>Stores what the assembly put out; returns the selector's value when there is one.</summary>
        public Operation? WriteBack(Operation asm)
        {
            foreach (var (place, slot) in further)
            {
                var type = ValueType(place.Type);
                var wide = owner.builder.Load(slot, type.Kind == IrKind.I32 ? IrType.I64 : type, SlotSize, false, SlotSize);
                Value value = type.Kind == IrKind.I32 ? owner.builder.Make(OpCode.Truncate, IrType.I32, wide) : wide;
                owner.Write(place, owner.KeepExtended(value, place.Type));
            }

            if (hasResult)
            {
                owner.Write(result, owner.KeepExtended(asm, result.Type));
            }

            return selectorIsResult ? asm
                : selectorSlot is null ? null
                : owner.builder.Make(OpCode.Truncate, IrType.I32, owner.builder.Load(selectorSlot, IrType.I64, SlotSize, false, SlotSize));
        }

        private void Add(IReadOnlyList<BoundAsmOperand> operands, int index, int first)
        {
            var operand = operands[index];
            if (IsRegisterOutput(operand))
            {
                AddFurtherOutput(operand, index);
                return;
            }

            // A digit names the output to share a register with.
            var constraint = operand.Constraint.TrimStart('=', '+', '&');
            if (int.TryParse(constraint, CultureInfo.InvariantCulture, out var output) && output != first && output >= 0 && output < index)
            {
                Numbers[index] = Numbers[output];
                StartWith(Numbers[output] - (hasResult ? 1 : 0), owner.Lower(operand.Value));
                return;
            }

            Append(index, IsMemoryConstraint(operand) ? owner.Address(operand.Value) : owner.Lower(operand.Value), char.IsAsciiDigit(constraint.FirstOrDefault()) ? "0" : constraint);
        }

        private void AddFurtherOutput(BoundAsmOperand operand, int index)
        {
            var place = owner.PlaceOf(operand.Value);
            var slot = owner.builder.Alloca(SlotSize, SlotSize, null);
            further.Add((place, slot));
            Append(index, slot, "=r");
            if (operand.Constraint.StartsWith('+'))
            {
                StartWith(Values.Count - 1, owner.Read(place));
            }
        }

        private void StartWith(int operand, Value value)
        {
            var wide = value.Type.Kind == IrKind.I32 ? owner.builder.Make(OpCode.ZeroExtend, IrType.I64, value) : value;
            owner.builder.Store(Values[operand], wide, SlotSize, SlotSize);
            Constraints[operand] = "+r";
        }

        private void Append(int index, Value value, string constraint)
        {
            Numbers[index] = Values.Count + (hasResult ? 1 : 0);
            Values.Add(value);
            Constraints.Add(constraint);
        }
    }
}
