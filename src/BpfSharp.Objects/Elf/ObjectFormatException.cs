// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Elf;

/// <summary>A file is not an object this library can read, or a spec cannot be written as one; the message says which and where.</summary>
public sealed class ObjectFormatException : FormatException
{
    public ObjectFormatException(string objectName, string message, Exception? inner = null)
        : base($"{objectName}: {message}", inner)
    {
    }
}
