// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tooling.Output;

public enum OutputFormat
{
    Text,
    /// <summary>One object a line.</summary>
    Json,
    Csv,
}
