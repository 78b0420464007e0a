// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace BpfSharp.Tooling;

/// <summary>A tracing tool: its C program, its options, and what it does with the events. Everything else belongs to the host (<see cref="ToolRunner"/>).</summary>
public abstract class Tool
{
    public abstract string Name { get; }

    /// <summary>One line for --help.</summary>
    public abstract string Summary { get; }

    /// <summary>Lines of "command   # what it shows", for --help.</summary>
    public virtual IReadOnlyList<string> Examples => [];

    public virtual IReadOnlyList<Option> Options => [];
    public virtual IReadOnlyList<Argument> Arguments => [];

    /// <summary>The C text, in either dialect.</summary>
    public abstract string Source { get; }

    /// <summary>Headers the C text shares with other tools, by name.</summary>
    public virtual IReadOnlyDictionary<string, string> Headers => new Dictionary<string, string>();

    /// <summary>--cgroupmap and --mntnsmap, for tools whose C includes containers.bpf.h.</summary>
    public virtual ContainerFilter? Containers => null;

    /// <summary>--exec, for tools that filter by FILTER_PID.</summary>
    public virtual CommandToTrace? Command => null;

    /// <summary>Refuses bad option values: the message names the option and the fix; null when all is well.</summary>
    public virtual string? Validate(ParseResult options) => null;

    /// <summary>What -D would say: the filters and settings the C text was asked for.</summary>
    public virtual IEnumerable<string> Defines(ParseResult options, KernelTarget target) => [];

    /// <summary>Sizes of maps that options change, by name.</summary>
    public virtual IReadOnlyDictionary<string, uint>? MapSizes(ParseResult options) => null;

    /// <summary>Something to show that needs no kernel (a list of syscalls); true when that was all.</summary>
    public virtual bool TryAnswerOffline(ParseResult options, TextWriter output) => false;

    /// <summary>Runs with the programs loaded and attached until cancelled or done.</summary>
    public abstract void Run(ToolSession session);
}
