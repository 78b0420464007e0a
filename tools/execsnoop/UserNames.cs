// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Tools;

/// <summary>User ids by name, from /etc/passwd.</summary>
internal static class UserNames
{
    /// <summary>Takes a number as it is; looks a name up.</summary>
    public static bool TryGetId(string user, out uint id)
    {
        if (uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out id))
        {
            return true;
        }

        foreach (var line in File.Exists("/etc/passwd") ? File.ReadLines("/etc/passwd") : [])
        {
            var fields = line.Split(':');
            if (fields.Length > 2 && fields[0] == user && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out id))
            {
                return true;
            }
        }

        return false;
    }
}
