using System.Buffers.Binary;

namespace Fovea.Data;

/// <summary>Walks the segments of a JPEG file up to the picture data.</summary>
internal static class JpegMarkers
{
    /// <summary>Finds the frame header: size, components, and whether the coding is one that is read.</summary>
    public static ImageHeader ReadHeader(ReadOnlySpan<byte> file, string name)
    {
        int at = 2;
        while (true)
        {
            while (at < file.Length && file[at] == 0xFF && at + 1 < file.Length && file[at + 1] == 0xFF) at++;
            if (at + 4 > file.Length) throw Truncated(name, file.Length);
            if (file[at] != 0xFF)
                throw new ImageException(name, ImageFault.Broken, $"no JPEG marker at byte {at}", "copy or download the file again");
            byte marker = file[at + 1];
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7)) { at += 2; continue; }
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            bool frame = marker is >= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC;
            if (frame)
            {
                if (at + 10 > file.Length) throw Truncated(name, file.Length);
                // SOF0, SOF1 and SOF2 are baseline, extended and progressive Huffman; lossless and arithmetic coding have other numbers.
                if (marker is not (0xC0 or 0xC1 or 0xC2))
                    throw new ImageException(name, ImageFault.Foreign, $"not supported: a JPEG with {Coding(marker)} coding (SOF{marker - 0xC0})",
                        "save it again as an ordinary JPEG or a PNG");
                if (file[at + 4] != 8)
                    throw new ImageException(name, ImageFault.Foreign, $"not supported: a JPEG with {file[at + 4]} bits a sample", "save it again with 8 bits");
                int height = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]), width = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]);
                return new(ImageFormat.Jpeg, height, width, Grey: file[at + 9] == 1);
            }
            if (marker is 0xD9 or 0xDA || length < 2)
                throw new ImageException(name, ImageFault.Broken, $"the JPEG has no frame header before byte {at}", "copy or download the file again");
            at += 2 + length;
        }
    }

    /// <summary>
    /// Looks for the end marker behind the last scan. Without it, a picture of several scans (progressive) is cut, which the decoder
    /// would not report; a picture of one scan may be whole, which only the decoder can tell.
    /// </summary>
    public static JpegEnding Ending(ReadOnlySpan<byte> file)
    {
        int scans = 0, at = 2;
        bool progressive = false;
        while (at + 4 <= file.Length)
        {
            int skip = file[at..].IndexOf((byte)0xFF);
            if (skip < 0 || at + skip + 1 >= file.Length) break;
            at += skip;
            byte marker = file[at + 1];
            if (marker == 0xD9) return JpegEnding.Marked;
            if (marker is 0x00 or 0x01 or 0xFF or (>= 0xD0 and <= 0xD7))
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }
            progressive |= marker == 0xC2;
            if (marker == 0xDA) scans++;
            if (at + 4 > file.Length) break;
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }
        return file.EndsWith((ReadOnlySpan<byte>)[0xFF, 0xD9]) ? JpegEnding.Marked : scans == 1 && !progressive ? JpegEnding.Open : JpegEnding.Cut;
    }

    private static string Coding(byte marker) => marker switch
    {
        0xC3 or 0xC7 => "lossless",
        0xC9 or 0xCA or 0xCB or 0xCD or 0xCE or 0xCF => "arithmetic",
        _ => "differential",
    };

    private static ImageException Truncated(string name, int length)
        => new(name, ImageFault.Truncated, $"the JPEG file ends inside its header, after {length} bytes", "copy or download the file again");
}

/// <summary>How a JPEG file ends.</summary>
internal enum JpegEnding
{
    /// <summary>With its end marker.</summary>
    Marked,

    /// <summary>Without, in a single scan.</summary>
    Open,

    /// <summary>Without, before or between scans.</summary>
    Cut,
}
