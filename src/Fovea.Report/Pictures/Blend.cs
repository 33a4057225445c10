namespace Fovea.Report;

/// <summary>Lays pictures over each other, once and for all, so that every medium shows the same.</summary>
internal static class Blend
{
    /// <summary>A map over its image, which is drawn in grey so that colours are the map's.</summary>
    internal static PixelImage Over(PixelImage image, CamOverlay overlay)
    {
        PixelImage map = overlay.Map.ToPixels();
        var rgb = new byte[3 * map.Height * map.Width];
        for (int y = 0; y < map.Height; y++)
            for (int x = 0; x < map.Width; x++)
            {
                int from = (y * image.Height / map.Height * image.Width + x * image.Width / map.Width) * image.Channels, at = y * map.Width + x;
                double grey = image.Channels == 1 ? image.Pixels[from] : 0.299 * image.Pixels[from] + 0.587 * image.Pixels[from + 1] + 0.114 * image.Pixels[from + 2];
                double alpha = map.Pixels[4 * at + 3] / 255.0;
                for (int c = 0; c < 3; c++) rgb[3 * at + c] = (byte)Math.Round(alpha * map.Pixels[4 * at + c] + (1 - alpha) * grey);
            }
        return new PixelImage(map.Height, map.Width, 3, rgb);
    }

    /// <summary>The frame of a rectangle, white in black, in an enlarged picture.</summary>
    /// <param name="picture">Changed in place; a whole or broken multiple of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="top">First row of the rectangle in the image.</param>
    /// <param name="left">First column.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    internal static void Frame(PixelImage picture, int height, int width, int top, int left, int rows, int columns)
    {
        (int y0, int y1) = (top * picture.Height / height, (top + rows) * picture.Height / height - 1);
        (int x0, int x1) = (left * picture.Width / width, (left + columns) * picture.Width / width - 1);
        for (int y = y0; y <= y1; y++)
            for (int x = x0; x <= x1; x++)
            {
                int edge = Math.Min(Math.Min(y - y0, y1 - y), Math.Min(x - x0, x1 - x));
                if (edge < 3) picture.Pixels.AsSpan((y * picture.Width + x) * picture.Channels, picture.Channels).Fill(edge == 1 ? (byte)255 : (byte)0);
            }
    }
}
