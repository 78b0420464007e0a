// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Behind a branch, uses what it decided: a number found equal to a constant is that constant, and the same question has the same answer.</summary>
/// <remarks>
/// For blocks that the branch alone leads to, and those they dominate. Phis keep their values unless they decide a branch themselves, and so do returns:
/// a constant there would cost a move where the value already stands. Pointers are not replaced, only questions about them.
/// <code>b0: c = ne x, 2; branch c, b1, b2   b2: d = eq x, 2; branch d, b3, b4   =>   b2: branch 1, b3, b4</code></remarks>
internal sealed class KnownBranches : IFunctionPass
{
    /// <summary>Values with more users are rare, and every branch on one would look at all of them.</summary>
    private const int UserLimit = 200;

    public string Name => "known-branches";

    public bool Run(Function function, PassContext context)
    {
        var walk = new Walk(ControlFlow.Of(function));
        var changed = false;
        foreach (var block in walk.Flow.ReversePostOrder)
        {
            changed |= block.Terminator switch
            {
                { Code: OpCode.Branch } branch => walk.LearnFromBranch(branch),
                { Code: OpCode.Switch } choice => walk.LearnFromSwitch(choice),
                _ => false,
            };
        }

        return changed;
    }

    private sealed class Walk(ControlFlow flow)
    {
        public ControlFlow Flow => flow;

        public bool LearnFromBranch(Operation branch)
        {
            var condition = branch.Operands[0];
            var (yes, no) = (branch.Targets[0], branch.Targets[1]);
            if (condition is Constant || ReferenceEquals(yes, no))
            {
                return false;
            }

            var changed = false;
            if (condition is Operation { IsComparison: true } comparison)
            {
                changed |= IsEnteredOnce(yes) && Replace(condition, 1, yes);
                if (comparison is { Code: OpCode.Equal or OpCode.NotEqual } && comparison.Operands[1] is Constant constant)
                {
                    var (equal, different) = comparison.Code == OpCode.Equal ? (yes, no) : (no, yes);
                    changed |= IsEnteredOnce(equal) && LearnEqual(comparison.Operands[0], constant.Number, equal);
                    changed |= IsEnteredOnce(different) && Answer(comparison.Operands[0], constant.Number, isEqual: false, different);
                }
            }
            else
            {
                changed |= IsEnteredOnce(yes) && (KnownBits.PossibleOnes(condition) == 1 ? Replace(condition, 1, yes) : Answer(condition, 0, isEqual: false, yes));
            }

            return changed | (IsEnteredOnce(no) && LearnEqual(condition, 0, no));
        }

        public bool LearnFromSwitch(Operation choice)
        {
            var changed = false;
            for (var i = 0; i < choice.Cases.Length; i++)
            {
                var target = choice.Targets[i + 1];
                if (IsEnteredOnce(target) && choice.Targets.Count(t => ReferenceEquals(t, target)) == 1)
                {
                    changed |= LearnEqual(choice.Operands[0], choice.Cases[i], target);
                }
            }

            return changed;
        }

        private bool IsEnteredOnce(Block block) => flow.Predecessors(block).Count == 1;

        private bool LearnEqual(Value value, long number, Block from) =>
            value.Type.IsPointer ? Answer(value, number, isEqual: true, from) : Replace(value, number, from);

        private bool Replace(Value value, long number, Block from)
        {
            if (value is Constant || value.Users.Count > UserLimit)
            {
                return false;
            }

            var changed = false;
            foreach (var user in value.Users.ToArray())
            {
                if (user.Code is OpCode.Return || (user.IsPhi && !IsDecider(user)))
                {
                    continue;
                }

                for (var i = 0; i < user.Operands.Count; i++)
                {
                    if (ReferenceEquals(user.Operands[i], value) && IsBehind(from, user.IsPhi ? user.Incoming[i] : user.Block!))
                    {
                        user.SetOperand(i, new Constant(value.Type, number));
                        changed = true;
                    }
                }
            }

            return changed;
        }

        /// <summary>Whether the value equals the number is known: comparisons of the two are decided, and branches on what is not 0.</summary>
        private bool Answer(Value value, long number, bool isEqual, Block from)
        {
            if (value is Constant || value.Users.Count > UserLimit)
            {
                return false;
            }

            var changed = false;
            foreach (var user in value.Users.ToArray())
            {
                if (user.Code is OpCode.Equal or OpCode.NotEqual && user.IsUsed && user.Operands[1] is Constant constant && constant.Number == number && IsBehind(from, user.Block!))
                {
                    user.ReplaceAllUsesWith(Constant.Int32((user.Code == OpCode.Equal) == isEqual ? 1 : 0));
                    changed = true;
                }
                else if (user.Code == OpCode.Branch && number == 0 && !isEqual && IsBehind(from, user.Block!))
                {
                    user.SetOperand(0, Constant.Int32(1));
                    changed = true;
                }
            }

            return changed;
        }

        private bool IsBehind(Block from, Block block) => flow.IsReachable(block) && flow.Dominators.Dominates(from, block);

        private static bool IsDecider(Operation phi)
        {
            foreach (var user in phi.Users)
            {
                if (ReferenceEquals(user.Block, phi.Block) && (user.Code == OpCode.Branch || user.IsComparison))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
