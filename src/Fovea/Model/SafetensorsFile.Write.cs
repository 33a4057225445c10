using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fovea;

/// <summary>Writing.</summary>
public sealed partial class SafetensorsFile
{
    /// <summary>
    /// Writes a file: metadata sorted by key, tensors by descending element size (so that each is aligned) and name, the header
    /// padded to a multiple of 8. The same content always gives the same bytes. Use <see cref="AtomicFile"/> for a file on disk.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// Two tensors of one name, a shape or name that the reader would refuse, or a tensor that wrote another number of bytes than
    /// its shape says.
    /// </exception>
    public static void Write(Stream stream, IReadOnlyDictionary<string, string> metadata, IEnumerable<SafetensorsTensor> tensors)
    {
        SafetensorsTensor[] ordered = [.. tensors.OrderByDescending(t => t.Type.Bytes()).ThenBy(t => t.Name, StringComparer.Ordinal)];
        var limits = new SafetensorsLimits();
        if (ordered.Length > limits.Tensors) throw new ArgumentException($"{ordered.Length:N0} tensors; a file holds at most {limits.Tensors:N0}", nameof(tensors));
        var seen = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        var bytes = new long[ordered.Length];
        for (int i = 0; i < ordered.Length; i++) bytes[i] = CheckedBytes(ordered[i], seen, limits);

        ReadOnlyMemory<byte> header = Header(metadata, ordered, bytes);
        if (header.Length > limits.HeaderBytes)
            throw new ArgumentException($"names and metadata need a header of {header.Length:N0} bytes; the limit is {limits.HeaderBytes:N0}", nameof(metadata));
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header.Span);
        var counting = new CountingStream(stream);
        long end = 0;
        for (int i = 0; i < ordered.Length; i++)
        {
            ordered[i].Write(counting);
            end += bytes[i];
            if (counting.Position != end)
                throw new ArgumentException($"tensor '{ordered[i].Name}' wrote {counting.Position - end + bytes[i]:N0} bytes; its shape and type say {bytes[i]:N0}", nameof(tensors));
        }
    }

    private static long CheckedBytes(SafetensorsTensor tensor, HashSet<string> seen, SafetensorsLimits limits)
    {
        string name = SafetensorsErrors.Quote(tensor.Name);
        if (!seen.Add(tensor.Name)) throw new ArgumentException($"the tensor name {name} is taken");
        if (tensor.Name.Length > limits.NameLength) throw new ArgumentException($"tensor {name}: a name has at most {limits.NameLength:N0} characters");
        if (tensor.Shape.Count > limits.Dimensions) throw new ArgumentException($"tensor {name}: {tensor.Shape.Count} axes; at most {limits.Dimensions}");
        if (!SafetensorsHeader.TryBytes(tensor.Shape, tensor.Type, out long bytes))
            throw new ArgumentException($"tensor {name}: [{string.Join(", ", tensor.Shape)}] is no shape of at most 2^63 − 1 bytes");
        return bytes;
    }

    private static ReadOnlyMemory<byte> Header(IReadOnlyDictionary<string, string> metadata, SafetensorsTensor[] tensors, long[] bytes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach ((string key, string value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }
            long end = 0;
            for (int i = 0; i < tensors.Length; i++)
            {
                json.WriteStartObject(tensors[i].Name);
                json.WriteString("dtype", tensors[i].Type.FileName());
                json.WriteStartArray("shape");
                foreach (long axis in tensors[i].Shape) json.WriteNumberValue(axis);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(end);
                json.WriteNumberValue(end = checked(end + bytes[i]));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        int padding = -buffer.WrittenCount & 7;
        buffer.Write("        "u8[..padding]);
        return buffer.WrittenMemory;
    }
}
