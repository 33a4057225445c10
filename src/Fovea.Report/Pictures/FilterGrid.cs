namespace Fovea.Report;

/// <summary>Filters as tiles on one symmetric scale: RGB filters in colour around mid-grey, all others blue-white-red.</summary>
/// <param name="Bank">The weights.</param>
/// <param name="Scale">Ends of the colour bar, shared by the pictures before and after training.</param>
/// <param name="Layout">Where the tiles are.</param>
/// <param name="Filters">Output channel of each tile.</param>
/// <param name="InChannel">Input channel of each tile; -1 when the tile shows all three as colour.</param>
public sealed record FilterGrid(FilterBank Bank, ValueScale Scale, TileLayout Layout, int[] Filters, int[] InChannel)
{
    private const int MaxTiles = 64;

    /// <summary>Whether the tiles are in colour.</summary>
    public bool IsColor => Bank.InChannels == 3;

    /// <summary>Filters the whole bank has as tiles; more than are shown when there are many.</summary>
    public int Total => IsColor ? Bank.Filters : Bank.Filters * Bank.InChannels;

    /// <summary>Lays out a bank: all tiles in order up to 64, else the 64 of the greatest magnitude, strongest first.</summary>
    /// <param name="bank">The weights.</param>
    /// <param name="wishedWidth">Pixels the grid should not much exceed.</param>
    public static FilterGrid Plan(FilterBank bank, int wishedWidth = 464)
    {
        ValueScale seen = bank.Before is null ? ValueScale.Of(bank.After) : ValueScale.Of(bank.After, bank.Before);
        int slices = bank.InChannels == 3 ? 1 : bank.InChannels;
        IEnumerable<int> tiles = Enumerable.Range(0, bank.Filters * slices);
        if (bank.Filters * slices > MaxTiles)
            tiles = tiles.OrderByDescending(t => Magnitude(bank, t / slices, slices == 1 && bank.InChannels == 3 ? -1 : t % slices)).Take(MaxTiles);
        int[] order = [.. tiles];
        return new FilterGrid(bank, ValueScale.Symmetric(seen.High),
            TileLayout.For(order.Length, bank.KernelHeight, bank.KernelWidth, wishedWidth, gap: 6),
            [.. order.Select(t => t / slices)],
            [.. order.Select(t => bank.InChannels == 3 ? -1 : t % slices)]);
    }

    /// <summary>Draws weights with the layout.</summary>
    /// <param name="weights">[KH][KW][C][O], before or after training.</param>
    public PixelImage Draw(float[] weights)
    {
        var pixels = new byte[4 * Layout.Width * Layout.Height];
        int factor = Layout.TileWidth / Bank.KernelWidth;
        for (int tile = 0; tile < Filters.Length; tile++)
        {
            (int left, int top) = Layout.Origin(tile);
            for (int y = 0; y < Layout.TileHeight; y++)
                for (int x = 0; x < Layout.TileWidth; x++)
                {
                    (byte r, byte g, byte b) = Color(weights, y / factor, x / factor, Filters[tile], InChannel[tile]);
                    int i = 4 * ((top + y) * Layout.Width + left + x);
                    (pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]) = (r, g, b, 255);
                }
        }
        return new PixelImage(Layout.Height, Layout.Width, 4, pixels);
    }

    private (byte, byte, byte) Color(float[] weights, int u, int v, int filter, int inChannel)
    {
        if (inChannel >= 0)
        {
            float w = weights[((u * Bank.KernelWidth + v) * Bank.InChannels + inChannel) * Bank.Filters + filter];
            return !float.IsFinite(w) ? NotFinite : ColorMap.BlueWhiteRed.At(Place(w));
        }
        Span<byte> rgb = stackalloc byte[3];
        for (int c = 0; c < 3; c++)
        {
            float w = weights[((u * Bank.KernelWidth + v) * 3 + c) * Bank.Filters + filter];
            if (!float.IsFinite(w))
                return NotFinite;
            rgb[c] = (byte)Math.Round(255 * Place(w));
        }
        return (rgb[0], rgb[1], rgb[2]);
    }

    private double Place(double weight) => Scale.High > Scale.Low ? Scale.Fraction(weight) : 0.5;

    private static (byte, byte, byte) NotFinite => (255, 0, 200);

    private static double Magnitude(FilterBank bank, int filter, int inChannel)
    {
        double sum = 0;
        for (int k = 0; k < bank.KernelHeight * bank.KernelWidth; k++)
            for (int c = 0; c < bank.InChannels; c++)
                if ((inChannel < 0 || c == inChannel) && bank.After[(k * bank.InChannels + c) * bank.Filters + filter] is var w && float.IsFinite(w))
                    sum += Math.Abs(w);
        return sum;
    }
}
