namespace Fovea.Data;

/// <summary>Names the usual things that lie in image folders without being images.</summary>
internal static class ForeignFormat
{
    /// <summary>A name with its article: "a PDF".</summary>
    public static string Name(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("%PDF"u8)) return "a PDF";
        if (file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8)) return "a TIFF";
        if (file.StartsWith("PK\x03\x04"u8)) return "a zip archive";
        if (file.Length > 1 && file[0] == 0x1F && file[1] == 0x8B) return "a gzip file";
        if (file.StartsWith("8BPS"u8)) return "a Photoshop file";
        if (file.Length > 3 && file[..4].SequenceEqual((ReadOnlySpan<byte>)[0, 0, 1, 0])) return "a Windows icon";
        if (file.Length > 11 && file[4..8].SequenceEqual("ftyp"u8)) return Brand(file[8..12]);
        if (file.StartsWith("\0\0\0\x0CjP  "u8)) return "a JPEG 2000";
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || file.StartsWith("\0\0\0\x0CJXL "u8)) return "a JPEG XL";
        if (file.StartsWith("RIFF"u8)) return "a sound or film (RIFF)";
        if (file.StartsWith("\x7FELF"u8) || file.StartsWith("MZ"u8)) return "a program";
        return Text(file);
    }

    private static string Brand(ReadOnlySpan<byte> brand)
    {
        if (brand.StartsWith("avif"u8) || brand.StartsWith("avis"u8)) return "an AVIF";
        if (brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.StartsWith("mif1"u8) || brand.StartsWith("msf1"u8)) return "a HEIC";
        return "a film (MP4)";
    }

    private static string Text(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> head = file[..Math.Min(file.Length, 1024)];
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) head = head[3..];
        head = head.TrimStart(" \t\r\n"u8);
        if (ContainsIgnoreCase(head, "<svg"u8)) return "an SVG";
        if (StartsIgnoreCase(head, "<!doctype html"u8) || StartsIgnoreCase(head, "<html"u8) || ContainsIgnoreCase(head, "<head"u8)) return "an HTML page";
        if (head.StartsWith("<?xml"u8)) return "an XML file";
        if (head.StartsWith("version https://git-lfs"u8)) return "a Git LFS pointer (the picture itself was not fetched)";
        bool zeros = true, text = true;
        foreach (byte b in head)
        {
            zeros &= b == 0;
            text &= b is >= 0x20 and not 0x7F or (byte)'\t' or (byte)'\r' or (byte)'\n';
        }
        return zeros ? "a file of zeros" : text ? "a text file" : "of an unknown format";
    }

    private static bool StartsIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start)
        => text.Length >= start.Length && System.Text.Ascii.EqualsIgnoreCase(text[..start.Length], start);

    private static bool ContainsIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        for (int i = 0; i + part.Length <= text.Length; i++)
            if (System.Text.Ascii.EqualsIgnoreCase(text.Slice(i, part.Length), part)) return true;
        return false;
    }
}
