// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Diagnostics;

internal enum WarningFlagKind
{
    /// <summary>-WNAME, -Wno-NAME.</summary>
    Warning,
    /// <summary>-Werror=NAME, -Wno-error=NAME.</summary>
    Error,
    /// <summary>-Werror, -Wno-error.</summary>
    AllErrors,
}

/// <summary>One -W flag taken apart.</summary>
/// <param name="Name">Clang's name of a warning or group of warnings, or an id.</param>
internal readonly record struct WarningFlag(WarningFlagKind Kind, string Name, bool IsOn)
{
    /// <param name="text">What follows -W.</param>
    public static WarningFlag Parse(string text)
    {
        var isOn = !text.StartsWith("no-", StringComparison.Ordinal);
        var name = isOn ? text : text[3..];
        return name == "error" ? new(WarningFlagKind.AllErrors, "", isOn)
            : name.StartsWith("error=", StringComparison.Ordinal) ? new(WarningFlagKind.Error, name[6..], isOn)
            : new(WarningFlagKind.Warning, name, isOn);
    }

    public bool Covers(DiagnosticDescriptor descriptor) => Name switch
    {
        "everything" => descriptor.Group.Length > 0,
        "all" or "most" => descriptor.Level == WarningLevel.All,
        "extra" => descriptor.Level == WarningLevel.Extra,
        _ => Name == descriptor.Id || (descriptor.Group.Length > 0 && WarningGroups.Contains(Name, descriptor.Group)),
    };
}
