using System.Buffers.Binary;

namespace Fovea;

/// <summary>
/// An open <c>.safetensors</c> file: names, types, shapes and metadata, checked; the data of a tensor is read when asked for.
/// </summary>
/// <remarks>
/// The file holds no code and is not trusted: what it claims is checked against its length before anything of that size is
/// allocated. Everything in it is little-endian, as are the machines Fovea runs on. Not thread-safe.
/// Source: the format's README (huggingface/safetensors).
/// </remarks>
public sealed partial class SafetensorsFile : IDisposable
{
    private const int FirstBytes = 64;
    private const string KerasAdvice = "in Keras: model.save_weights('x.weights.h5'), then load it into a network with Fovea.Keras, or fovea convert NET --weights x.weights.h5";
    private readonly Stream stream;
    private readonly long dataStart;
    private readonly SafetensorsErrors errors;
    private readonly Dictionary<string, SafetensorsEntry> byName;

    private SafetensorsFile(Stream stream, string name, SafetensorsLimits limits)
    {
        this.stream = stream;
        Name = name;
        errors = new SafetensorsErrors(name);
        long start = stream.Position, length = stream.Length - start;
        if (length < 8) errors.TooSmall(length);
        Span<byte> first = stackalloc byte[FirstBytes];
        first = first[..(int)Math.Min(FirstBytes, length)];
        stream.ReadExactly(first);
        ulong headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(first);
        if (headerBytes > (ulong)limits.HeaderBytes || headerBytes > (ulong)(length - 8))
        {
            RefuseForeign(first);
            if (headerBytes > (ulong)(length - 8)) errors.HeaderBeyondEnd(headerBytes, length);
            errors.HeaderTooLarge(headerBytes, limits.HeaderBytes);
        }
        var header = new byte[headerBytes];
        stream.Position = start + 8;
        stream.ReadExactly(header);
        if (header.Length == 0 || header[0] != (byte)'{')
        {
            RefuseForeign(first);
            errors.NoObject(header.Length == 0 ? (byte)0 : header[0]);
        }
        dataStart = start + 8 + header.Length;
        (Dictionary<string, string> metadata, List<SafetensorsEntry> entries) =
            SafetensorsHeader.Parse(header, length - 8 - header.Length, limits, errors);
        Metadata = metadata;
        Entries = entries;
        byName = entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
    }

    /// <summary>The file's name in errors.</summary>
    public string Name { get; }

    /// <summary>The texts of <c>__metadata__</c>; empty where there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="ModelFileException">It is no sound safetensors file; the text says what is wrong.</exception>
    /// <exception cref="IOException">The disk, not the content.</exception>
    public static SafetensorsFile Open(string path, SafetensorsLimits? limits = null)
    {
        // Before opening: a named pipe has length 0 and would wait for a writer for ever.
        var info = new FileInfo(path);
        if (info.Exists && info.Length < 8) new SafetensorsErrors(path).TooSmall(info.Length);
        return Read(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete), path, limits);
    }

    /// <summary>Reads from a seekable stream, from its position to its end; the stream is closed with the file, or here on an error.</summary>
    /// <param name="stream">Seekable, at the file's first byte.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="limits">What the header may cost.</param>
    /// <exception cref="ModelFileException">It is no sound safetensors file; the text says what is wrong.</exception>
    public static SafetensorsFile Read(Stream stream, string name, SafetensorsLimits? limits = null)
    {
        try
        {
            return new SafetensorsFile(stream, name, limits ?? new SafetensorsLimits());
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The entry of that name, or null.</summary>
    public SafetensorsEntry? Find(string tensor) => byName.GetValueOrDefault(tensor);

    /// <summary>A tensor's bytes as they are in the file.</summary>
    /// <exception cref="ModelFileException">No such tensor, or it does not fit an array.</exception>
    public byte[] ReadBytes(string tensor)
    {
        SafetensorsEntry entry = Entry(tensor);
        if (entry.Bytes > Array.MaxLength) errors.TooLong(tensor, entry.Bytes);
        var bytes = new byte[entry.Bytes];
        ReadAt(entry, 0, bytes);
        return bytes;
    }

    /// <summary>Closes the stream.</summary>
    public void Dispose() => stream.Dispose();

    private SafetensorsEntry Entry(string tensor)
    {
        if (!byName.TryGetValue(tensor, out SafetensorsEntry? entry)) errors.Missing(tensor, Entries.Select(e => e.Name));
        return entry;
    }

    private void ReadAt(SafetensorsEntry entry, long offset, Span<byte> bytes)
    {
        try
        {
            stream.Position = dataStart + entry.Offset + offset;
            stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException e)
        {
            errors.CutOff(entry.Name, e);
        }
    }

    /// <summary>Says what the file is where its first bytes tell; a plausible header length is never asked.</summary>
    private void RefuseForeign(ReadOnlySpan<byte> first)
    {
        if (first.StartsWith("PK\u0003\u0004"u8))
        {
            // torch.save writes 'archive/data.pkl' or 'NAME/data.pkl' first; Keras 'metadata.json'.
            if (first.IndexOf("metadata.json"u8) >= 0) errors.Foreign("a zip archive, as Keras writes it", KerasAdvice);
            throw PickleFile.Refusal(Name);
        }
        // Protocols 2 to 5 say so themselves; 0 and 1 begin with an opcode that no other format here begins with.
        if ((first[0] == 0x80 && first[1] is >= 2 and <= 5) || first.StartsWith("(dp"u8) || first.StartsWith("ccollections\n"u8) || first.StartsWith("}q"u8)) throw PickleFile.Refusal(Name);
        if (first.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F'])) errors.Foreign("an HDF5 file, as Keras writes it", KerasAdvice);
        if (first.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) errors.Foreign("a gzip file", "unpack it first");
        if (first[0] == 0x08 && first[1] is > 0 and < 32 && first[2] == 0x12) errors.Foreign("an ONNX file", "import it with Fovea.Onnx");
    }
}
