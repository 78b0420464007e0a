// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Gen;

// Writes every *.g.cs and generated reference page from the text tables; with --check writes nothing and fails when one differs.
var check = args.Contains("--check");
var root = Directory.GetCurrentDirectory();
while (!File.Exists(Path.Combine(root, "Directory.Build.props")))
{
    root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("run inside the repository");
}

var stale = 0;
foreach (var (path, text) in EnumTables.Generate(root).Concat(NameTables.Generate(root)).Concat(DiagnosticTables.Generate(root)).Concat(SectionTables.Generate(root))
    .Concat(HelperTables.Generate(root)).Concat(MacroTables.Generate(root)).Concat(FeatureTables.Generate(root)).Concat(ConstantTables.Generate(root)).Concat(DeclarationTables.Generate(root)).Concat(WarningOptionTables.Generate(root)))
{
    var full = Path.Combine(root, path);
    if (File.Exists(full) && File.ReadAllText(full) == text)
    {
        continue;
    }

    stale++;
    Console.WriteLine($"{(check ? "stale" : "wrote")} {path}");
    if (!check)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}

return check && stale > 0 ? 1 : 0;
