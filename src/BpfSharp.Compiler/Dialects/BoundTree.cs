// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Dialects;

/// <summary>Walks the typed tree, parents before children.</summary>
internal static class BoundTree
{
    public static void Visit(BoundNode? node, Action<BoundNode> visit)
    {
        if (node is null)
        {
            return;
        }

        visit(node);
        if (node is BoundStatement statement)
        {
            VisitStatement(statement, visit);
        }
        else if (node is BoundInitializer initializer)
        {
            foreach (var part in initializer.Items)
            {
                Visit(part.Value, visit);
            }
        }
        else
        {
            VisitExpression(node, visit);
        }
    }

    private static void VisitStatement(BoundStatement statement, Action<BoundNode> visit)
    {
        switch (statement)
        {
            case BoundBlock block:
                VisitAll(block.Statements, visit);
                break;
            case BoundLocal local:
                Visit(local.Initializer, visit);
                break;
            case BoundExpressionStatement expression:
                Visit(expression.Expression, visit);
                break;
            case BoundIf condition:
                VisitAll([condition.Condition, condition.Then, condition.Else], visit);
                break;
            case BoundLoop loop:
                VisitAll([loop.Initializer, loop.Condition, loop.Step, loop.Body], visit);
                break;
            case BoundSwitch choice:
                VisitAll([choice.Value, choice.Body], visit);
                break;
            case BoundReturn result:
                Visit(result.Value, visit);
                break;
            case BoundAsm asm:
                foreach (var operand in asm.Operands)
                {
                    Visit(operand.Value, visit);
                }

                break;
        }
    }

    private static void VisitExpression(BoundNode node, Action<BoundNode> visit)
    {
        switch (node)
        {
            case BoundDereference n:
                Visit(n.Pointer, visit);
                break;
            case BoundMember n:
                Visit(n.Target, visit);
                break;
            case BoundLoad n:
                Visit(n.Source, visit);
                break;
            case BoundAddressOf n:
                Visit(n.Target, visit);
                break;
            case BoundConversion n:
                Visit(n.Operand, visit);
                break;
            case BoundUnary n:
                Visit(n.Operand, visit);
                break;
            case BoundBinary n:
                VisitAll([n.Left, n.Right], visit);
                break;
            case BoundPointerAdd n:
                VisitAll([n.Pointer, n.Index], visit);
                break;
            case BoundPointerDifference n:
                VisitAll([n.Left, n.Right], visit);
                break;
            case BoundLogical n:
                VisitAll([n.Left, n.Right], visit);
                break;
            case BoundConditional n:
                VisitAll([n.Condition, n.WhenTrue, n.WhenFalse], visit);
                break;
            case BoundComma n:
                VisitAll([n.Left, n.Right], visit);
                break;
            case BoundAssignment n:
                VisitAll([n.Target, n.Value], visit);
                break;
            case BoundCompoundAssignment n:
                VisitAll([n.Target, n.Value], visit);
                break;
            case BoundIncrement n:
                Visit(n.Target, visit);
                break;
            case BoundCall n:
                VisitAll(n.Arguments, visit);
                break;
            case BoundHelperCall n:
                VisitAll(n.Arguments, visit);
                break;
            case BoundIndirectCall n:
                Visit(n.Callee, visit);
                VisitAll(n.Arguments, visit);
                break;
            case BoundBuiltin n:
                VisitAll(n.Arguments, visit);
                break;
            case BoundStatementExpression n:
                VisitAll([n.Body, n.Value], visit);
                break;
            case BoundCompoundLiteral n:
                Visit(n.Initializer, visit);
                break;
        }
    }

    private static void VisitAll(IReadOnlyList<BoundNode?> nodes, Action<BoundNode> visit)
    {
        foreach (var node in nodes)
        {
            Visit(node, visit);
        }
    }
}
