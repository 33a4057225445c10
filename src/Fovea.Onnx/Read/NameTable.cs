using System.Buffers;
using System.Text.Unicode;

namespace Fovea.Onnx;

/// <summary>The names of a file, each kept once: a value is named by the node that makes it and by all that read it.</summary>
internal sealed class NameTable(WireReader wire, int mostBytes)
{
    private readonly byte[] bytes = new byte[(int)Math.Min(mostBytes, wire.Length)];
    private readonly char[] text = new char[(int)Math.Min(mostBytes, wire.Length)];
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    /// <summary>The name at a position; null where it is no UTF-8.</summary>
    public string? Read(long start, int length)
    {
        if (length == 0) return "";
        wire.Read(start, bytes.AsSpan(0, length));
        if (Utf8.ToUtf16(bytes.AsSpan(0, length), text, out _, out int written, replaceInvalidSequences: false) != OperationStatus.Done) return null;
        ReadOnlySpan<char> name = text.AsSpan(0, written);
        var known = names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(name, out string? found)) return found;
        string made = name.ToString();
        names.Add(made, made);
        return made;
    }
}
