namespace Fovea.Data;

/// <summary>Reads files of strangers: nothing that could block or be endless is opened.</summary>
internal static class ImageFile
{
    /// <summary>More bytes than an image or archive entry of 64 megapixels can sensibly have.</summary>
    public const long ByteLimit = 1L << 29;

    /// <summary>All bytes of a file.</summary>
    public static byte[] ReadBytes(string path, string name)
    {
        try
        {
            var info = new FileInfo(path);
            if (Directory.Exists(path)) throw new ImageException(name, ImageFault.Unreadable, "this is a folder, not a file");
            if (!info.Exists) throw new ImageException(name, ImageFault.Unreadable, "no such file", "check the path");
            // A pipe or a device has length 0 and would block or never end when opened.
            if (info.LinkTarget is not null) info = (FileInfo)(info.ResolveLinkTarget(true) ?? info);
            if (info.Length == 0) throw new ImageException(name, ImageFault.Empty, "the file is empty (0 bytes)");
            if (info.Length > ByteLimit)
                throw new ImageException(name, ImageFault.TooLarge, $"the file has {info.Length:N0} bytes, the limit is {ByteLimit:N0}");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(name, ImageFault.Unreadable, $"cannot be read: {e.Message}", "check that the file exists and may be read", e);
        }
    }
}
