namespace Fovea.Data;

/// <summary>Which files in a class folder are meant to be images, by name only.</summary>
internal static class ImageNames
{
    /// <summary>
    /// True for names of images, read or not: a TIFF in a class folder is meant as data and must be reported, a text file is not.
    /// </summary>
    public static bool LooksLikeImage(string name) => Path.GetExtension(name).ToLowerInvariant() is
        ".png" or ".jpg" or ".jpeg" or ".jpe" or ".jfif" or ".webp" or ".bmp" or ".dib" or ".gif"
        or ".tif" or ".tiff" or ".heic" or ".heif" or ".avif" or ".svg" or ".jp2" or ".jxl" or ".psd" or ".ico" or ".pdf" or "";
}
