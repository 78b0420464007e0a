// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>A loop that ends when the low bits of a counter reach a number counts the rounds that are left instead.</summary>
/// <remarks>
/// The kernel's verifier follows a loop whose counter has a few values and sinks to zero. A counter of any value of which the loop looks at the low bits
/// gives it nothing to follow, though there are no more rounds than the bits have values.
/// <code>b1: i = phi [n], [j]; c = and i, 3; branch c, …; j = add i, -1   =>   m = and n, 3; b1: c = phi [m], [j]; branch c, …; s = add c, -1; j = and s, 3</code>
/// Wrapping arithmetic keeps its low bits whatever is above them, so this holds for any start.
/// </remarks>
internal sealed class MaskedCounters : IFunctionPass
{
    /// <summary>More rounds than this many bits count the verifier would hardly walk.</summary>
    private const int BitLimit = 10;

    public string Name => "masked-counters";

    public bool Run(Function function, PassContext context) => Loops.Of(function).RewritePhis(TryRewrite);

    private static bool TryRewrite(Loop loop, Operation phi)
    {
        if (!phi.Type.IsInteger || Step(loop, phi) is not { } next || StartsAtConstant(loop, phi))
        {
            return false;
        }

        var uses = phi.Users.Concat(next.Users).Where(u => !ReferenceEquals(u, phi) && !ReferenceEquals(u, next)).Distinct().ToList();
        var bits = uses.Count == 0 ? -1 : uses.Max(Mask);
        if (!uses.TrueForAll(use => Mask(use) > 0) || bits >= 1 << BitLimit || !BitOperations.IsPow2(bits + 1)
            || uses.Find(use => Mask(use) == bits && ExitNumber(loop, use) is not null) is not { } last || ExitNumber(loop, last) is not { } exit)
        {
            return false;
        }

        var counter = new Counter(phi, next, bits, exit, isUpward: ((Constant)next.Operands[1]).Number > 0);
        var (rounds, nextRounds) = MakeRounds(loop, counter);
        foreach (var use in uses)
        {
            Rewrite(use, counter, ReferenceEquals(use.Operands[0], phi) ? rounds : nextRounds!);
        }

        next.ReplaceAllUsesWith(new Undefined(next.Type));
        next.Remove();
        phi.Remove();
        return true;
    }

    /// <summary>What the counter becomes at the end of each round when that is one more or less; else null.</summary>
    private static Operation? Step(Loop loop, Operation phi)
    {
        Operation? next = null;
        for (var i = 0; i < phi.Incoming.Count; i++)
        {
            if (!loop.Contains(phi.Incoming[i]))
            {
                continue;
            }

            if (phi.Operands[i] is not Operation { Code: OpCode.Add } sum || !ReferenceEquals(sum.Operands[0], phi) || sum.Operands[1] is not Constant { Number: 1 or -1 }
                || (next is not null && !ReferenceEquals(next, sum)))
            {
                return null;
            }

            next = sum;
        }

        return next;
    }

    /// <summary>The verifier follows such a counter as it is.</summary>
    private static bool StartsAtConstant(Loop loop, Operation phi)
    {
        for (var i = 0; i < phi.Incoming.Count; i++)
        {
            if (!loop.Contains(phi.Incoming[i]) && phi.Operands[i] is not Constant)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The bits a use looks at; not positive when that may be all of them.</summary>
    private static long Mask(Operation use) => use is { Code: OpCode.And } && use.Operands[1] is Constant mask ? mask.Number : -1;

    /// <summary>What the masked value is compared with for equality to leave the loop; null when it does not decide that.</summary>
    private static long? ExitNumber(Loop loop, Operation masked)
    {
        foreach (var user in masked.Users)
        {
            if (LeavesLoop(loop, user))
            {
                return 0;
            }

            if (user.Code is OpCode.Equal or OpCode.NotEqual && user.Operands[1] is Constant { Number: >= 0 } number && number.Number <= Mask(masked)
                && user.Users.Any(u => LeavesLoop(loop, u)))
            {
                return number.Number;
            }
        }

        return null;
    }

    private static bool LeavesLoop(Loop loop, Operation operation) =>
        operation.Code == OpCode.Branch && loop.Contains(operation.Block) && !operation.Targets.All(loop.Contains);

    /// <summary>The rounds that are left as a phi, and after the step where anybody but the phi asks for it.</summary>
    private static (Operation Rounds, Operation? Next) MakeRounds(Loop loop, Counter counter)
    {
        var (phi, next) = (counter.Phi, counter.Next);
        var rounds = loop.Header.Insert(0, new Operation(OpCode.Phi, phi.Type) { Location = phi.Location });

        // What the test tells of the rounds must hold for their step: where only the next round asks for it, it comes last.
        var isLast = next.Users.All(u => ReferenceEquals(u, phi));
        var nextRounds = isLast ? null : counter.Step(next, rounds);
        for (var i = 0; i < phi.Incoming.Count; i++)
        {
            var from = phi.Incoming[i];
            if (!loop.Contains(from))
            {
                rounds.AddIncoming(counter.Left(from, phi.Operands[i]), from);
                continue;
            }

            from = isLast ? EndOfRound(loop, from) : from;
            rounds.AddIncoming(nextRounds ?? counter.Step(from.Terminator!, rounds), from);
        }

        return (rounds, nextRounds);
    }

    /// <summary>Where only rounds that follow come by.</summary>
    private static Block EndOfRound(Loop loop, Block latch)
    {
        if (latch.Terminator!.Code == OpCode.Jump)
        {
            return latch;
        }

        // The new phi has no operand for this way yet.
        var end = Edges.Split(latch, loop.Header);
        loop.Members.Add(end);
        return end;
    }

    private static void Rewrite(Operation use, Counter counter, Operation rounds)
    {
        foreach (var user in Mask(use) == counter.Bits ? use.Users.Distinct().ToList() : [])
        {
            if (user.Code == OpCode.Branch && counter.Exit == 0)
            {
                user.SetOperand(0, rounds);
            }
            else if (user.Code is OpCode.Equal or OpCode.NotEqual && user.Operands[1] is Constant number && number.Number == counter.Exit)
            {
                user.ReplaceWith(user.Block!.InsertBefore(user, new Operation(user.Code, user.Type, rounds, new Constant(rounds.Type, 0)) { Location = user.Location }));
            }
        }

        use.ReplaceWith(counter.Value(use, rounds));
    }

    /// <param name="Bits">The mask of the counter's bits that matter.</param>
    /// <param name="Exit">What they are when the loop ends.</param>
    private sealed class Counter(Operation phi, Operation next, long bits, long exit, bool isUpward)
    {
        public Operation Phi => phi;
        public Operation Next => next;
        public long Bits => bits;
        public long Exit => exit;

        /// <summary>Rounds left when the counter has a value.</summary>
        public Operation Left(Block block, Value value)
        {
            var distance = Distance(block.Terminator!, value);
            return Low(block.Terminator!, distance, bits, phi);
        }

        /// <summary>One round less.</summary>
        public Operation Step(Operation position, Operation rounds)
        {
            var less = position.Block!.InsertBefore(position, Make.Binary(OpCode.Add, rounds, -1));
            less.Location = next.Location;
            return Low(position, less, bits, next);
        }

        /// <summary>What a mask gave of the counter.</summary>
        public Operation Value(Operation use, Operation rounds)
        {
            var isCounter = exit == 0 && !isUpward;
            return isCounter && Mask(use) == bits ? rounds : Low(use, isCounter ? rounds : FromRounds(use, rounds), Mask(use), use);
        }

        private Value Distance(Operation position, Value value) => (exit, isUpward) switch
        {
            (0, false) => value,
            (_, false) => Insert(position, Make.Binary(OpCode.Add, value, -exit)),
            _ => Insert(position, Make.Binary(OpCode.Sub, new Constant(value.Type, exit), value)),
        };

        private Operation FromRounds(Operation position, Operation rounds) =>
            Insert(position, isUpward ? Make.Binary(OpCode.Sub, new Constant(rounds.Type, exit), rounds) : Make.Binary(OpCode.Add, rounds, exit));

        private static Operation Insert(Operation position, Operation made)
        {
            made.Location = position.Location;
            return position.Block!.InsertBefore(position, made);
        }

        private static Operation Low(Operation position, Value value, long mask, Operation near)
        {
            var low = position.Block!.InsertBefore(position, Make.Binary(OpCode.And, value, mask));
            low.Location = near.Location;
            return low;
        }
    }
}
