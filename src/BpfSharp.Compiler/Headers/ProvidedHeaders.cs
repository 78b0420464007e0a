// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Preprocessing;

namespace BpfSharp.Compiler.Headers;

/// <summary>Headers the caller hands over as text, before the virtual ones.</summary>
internal sealed class ProvidedHeaders(IReadOnlyDictionary<string, string> provided, IVirtualHeaders others) : IVirtualHeaders
{
    public bool TryOpenHeader(string name, out string text) =>
        provided.TryGetValue(name, out text!) || others.TryOpenHeader(name, out text);

    public bool TryGetMacro(string name, out string definition) => others.TryGetMacro(name, out definition);

    public bool TryGetConstant(string name, out string definition) => others.TryGetConstant(name, out definition);

    public IEnumerable<string> MacroNames => others.MacroNames;
}
