using System.Buffers.Binary;
using System.IO.Compression;

namespace Fovea.Data;

/// <summary>An array in the IDX format of MNIST: a magic number, big-endian sizes, bytes.</summary>
/// <remarks>Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", file format section.</remarks>
internal sealed record IdxFile(int[] Sizes, byte[] Data)
{
    /// <summary>The most bytes an array may have.</summary>
    public const long ByteLimit = 1L << 31;

    /// <summary>Reads an IDX file of unsigned bytes, unpacking gzip; the header says how much is unpacked.</summary>
    /// <param name="file">The file as it is on disk.</param>
    /// <param name="name">For errors.</param>
    /// <param name="limit">The most bytes of data.</param>
    public static IdxFile Read(byte[] file, string name, long limit = ByteLimit)
    {
        try
        {
            bool packed = file.Length >= 2 && file[0] == 0x1F && file[1] == 0x8B;
            using Stream stream = packed ? new GZipStream(new MemoryStream(file, writable: false), CompressionMode.Decompress) : new MemoryStream(file, writable: false);
            return Read(stream, packed, file.LongLength, name, Math.Min(limit, Array.MaxLength));
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException(name, $"the gzip data is broken: {e.Message}", "copy or download the file again", e);
        }
    }

    private static IdxFile Read(Stream stream, bool packed, long fileBytes, string name, long limit)
    {
        Span<byte> head = stackalloc byte[4];
        int got = stream.ReadAtLeast(head, 4, throwOnEndOfStream: false);
        if (got < 4) throw new DatasetException(name, $"the IDX file has only {got} bytes, not even a header", "copy or download the file again");
        int type = head[2], axes = head[3];
        if (head[0] != 0 || head[1] != 0 || type is < 8 or > 14 || axes is < 1 or > 4)
            throw new DatasetException(name, $"this is no IDX file: it begins with 0x{Convert.ToHexString(head)}; images begin with 0x00000803, labels with 0x00000801",
                head[3] == 0 && head[0] is >= 1 and <= 4 ? "the bytes are in little-endian order; IDX is big-endian" : "check that this is the right file");
        if (type != 8) throw new DatasetException(name, $"the IDX file holds values of type 0x{type:X2}, only unsigned bytes (0x08) are read", "write the array as unsigned bytes");

        var sizes = new int[axes];
        long length = 1;
        for (int i = 0; i < axes; i++)
        {
            if (stream.ReadAtLeast(head, 4, throwOnEndOfStream: false) < 4)
                throw new DatasetException(name, $"the IDX file ends inside its header: {axes} sizes were announced, {i} are there", "copy or download the file again");
            uint size = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (size > int.MaxValue) throw new DatasetException(name, $"the IDX header says size {i} is {size:N0}");
            sizes[i] = (int)size;
            length = size == 0 ? 0 : length > limit / size ? long.MaxValue : length * size;
            if (length > limit) throw new DatasetException(name, $"the IDX header announces {string.Join("×", sizes[..(i + 1)])}{(i + 1 < axes ? "×…" : "")} bytes, the limit is {limit:N0}");
        }
        int header = 4 + 4 * axes;
        if (!packed && fileBytes != header + length) throw Length(name, sizes, header + length, $"the file has {fileBytes:N0}");
        byte[] data;
        try
        {
            data = BoundedRead.All(stream, length, length, name);
        }
        catch (ImageException e)
        {
            throw Length(name, sizes, header + length, "the gzip data goes on after that", e);
        }
        if (data.LongLength != length) throw Length(name, sizes, header + length, $"the gzip data ends after {header + data.LongLength:N0}");
        return new IdxFile(sizes, data);
    }

    private static DatasetException Length(string name, int[] sizes, long expected, string found, Exception? inner = null)
        => new(name, $"the IDX header says {string.Join("×", sizes)}, so {expected:N0} bytes in all, but {found}", "copy or download the file again", inner);
}
