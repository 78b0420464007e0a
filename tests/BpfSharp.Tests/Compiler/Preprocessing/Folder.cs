// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tests.Compiler.Preprocessing;

/// <summary>Files in a directory that goes away again.</summary>
internal sealed class Folder : IDisposable
{
    public Folder(params (string Name, string Text)[] files)
    {
        Path = Directory.CreateTempSubdirectory("bpfsharp").FullName;
        foreach (var (name, text) in files)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
            File.WriteAllText(this[name], text);
        }
    }

    public string Path { get; }
    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
