namespace Fovea.Data;

/// <summary>Turns a picture the way its EXIF orientation says.</summary>
internal static class Orientation
{
    /// <summary>Applies orientation 1 to 8 (EXIF 2.3, tag 0x0112); anything else leaves the picture as it is.</summary>
    public static Image Apply(Image image, int orientation)
    {
        if (orientation is < 2 or > 8) return image;
        int height = image.Height, width = image.Width, channels = image.Channels;
        bool swap = orientation >= 5;
        int outHeight = swap ? width : height, outWidth = swap ? height : width;
        var pixels = new byte[image.Pixels.Length];
        for (int y = 0, to = 0; y < outHeight; y++)
            for (int x = 0; x < outWidth; x++, to += channels)
            {
                var (sy, sx) = orientation switch
                {
                    2 => (y, width - 1 - x),
                    3 => (height - 1 - y, width - 1 - x),
                    4 => (height - 1 - y, x),
                    5 => (x, y),
                    6 => (height - 1 - x, y),
                    7 => (height - 1 - x, width - 1 - y),
                    _ => (x, width - 1 - y),
                };
                int from = (sy * width + sx) * channels;
                for (int c = 0; c < channels; c++) pixels[to + c] = image.Pixels[from + c];
            }
        return new Image(outHeight, outWidth, channels, pixels);
    }
}
