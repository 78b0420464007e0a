// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using BpfSharp.App;
using BpfSharp.Tooling;
using BpfSharp.Tools;

// One executable for everything. Linked under a tool's name it is that tool; else the first word says what to be. Only the command asked for is built.
var invokedAs = Path.GetFileName(Environment.GetCommandLineArgs()[0]);
if (ToolCatalog.Find(invokedAs) is { } self)
{
    return ToolCommand.CreateRoot(self).Parse(self.Command?.CutFrom(args) ?? args).Invoke();
}

var first = args.Length > 0 ? args[0] : "";
if (first == "--version")
{
    Console.WriteLine("bpfsharp " + AppVersion.Text);
    return ExitCode.Success;
}

if (first == CcCommand.Name)
{
    // cc takes a C compiler's flags, which no option parser but its own understands.
    return CcCommand.Run(args.AsSpan(1));
}

if (first == CheckCommand.Name)
{
    return CheckCommand.Run(args.AsSpan(1));
}

if (first == BtfCommand.Name)
{
    return BtfCommand.Run(args.AsSpan(1));
}

if (first == LinkCommand.Name)
{
    return LinkCommand.Run(args.AsSpan(1));
}

if (first == ExplainCommand.Name)
{
    return ExplainCommand.Run(args.AsSpan(1));
}

var root = new RootCommand("Compiles C to BPF and traces with it: nothing to install, no headers, no LLVM.");
if (ToolCatalog.Find(first) is { } tool)
{
    root.Subcommands.Add(ToolCommand.Create(tool));
    args = tool.Command?.CutFrom(args) ?? args;
}
else
{
    AddAll(root);
}

return root.Parse(args).Invoke();

static void AddAll(RootCommand root)
{
    root.Subcommands.Add(RunCommand.Create());
    root.Subcommands.Add(CcCommand.CreateForHelp());
    root.Subcommands.Add(CheckCommand.CreateForHelp());
    root.Subcommands.Add(BtfCommand.CreateForHelp());
    root.Subcommands.Add(LinkCommand.CreateForHelp());
    root.Subcommands.Add(ExplainCommand.CreateForHelp());
    foreach (var tool in ToolCatalog.All)
    {
        root.Subcommands.Add(ToolCommand.CreateForList(tool));
    }
}
