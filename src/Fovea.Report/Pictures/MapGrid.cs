namespace Fovea.Report;

/// <summary>
/// How the maps of one node are laid out as tiles: which channels, in which order, how far reduced. Made once a layer,
/// so that the pictures before and after training have the same channel at the same place.
/// </summary>
public sealed record MapGrid
{
    private const int ManyTiles = 64, ManyUnits = 256;

    private MapGrid(LayerMaps layer, int[] order, int reduction, TileLayout layout) =>
        (Layer, Order, Reduction, Layout) = (layer, order, reduction, layout);

    /// <summary>The maps.</summary>
    public LayerMaps Layer { get; }

    /// <summary>Channel of each tile: 0, 1, 2… when all are shown, else the strongest first.</summary>
    public int[] Order { get; }

    /// <summary>1, or k when each drawn value is the mean of k × k values.</summary>
    public int Reduction { get; }

    /// <summary>Where the tiles are.</summary>
    public TileLayout Layout { get; }

    /// <summary>Whether channels are left out.</summary>
    public bool IsCapped => Order.Length < Layer.Channels;

    /// <summary>
    /// Plans a grid. All channels in their order when there are at most 64 (256 for a dense layer) and the budget allows;
    /// else those with the greatest mean magnitude after training, strongest first. Large maps are averaged down.
    /// </summary>
    /// <param name="layer">The maps.</param>
    /// <param name="wishedWidth">Pixels the grid should not much exceed.</param>
    /// <param name="maxSamples">Values that may be drawn; bounds the size of the file.</param>
    public static MapGrid Plan(LayerMaps layer, int wishedWidth = 464, int maxSamples = 60_000)
    {
        bool units = layer.Height == 1 && layer.Width == 1;
        int tiles = Math.Min(layer.Channels, units ? ManyUnits : ManyTiles);
        int widest = Math.Max(8, wishedWidth / Math.Max(4, TileLayout.Columns(tiles)));
        int reduction = Math.Max(1, (Math.Max(layer.Height, layer.Width) + widest - 1) / widest);
        // Fewer tiles first (32 tell the story), then coarser ones: below 12 values across nothing can be recognised.
        if (tiles * Values(reduction) > maxSamples)
            tiles = Math.Min(tiles, Math.Max(32, maxSamples / Values(reduction)));
        while (tiles * Values(reduction) > maxSamples && Math.Max(layer.Height, layer.Width) / (reduction + 1) >= 12)
            reduction++;
        tiles = Math.Clamp(maxSamples / Values(reduction), 1, tiles);
        int[] order = tiles == layer.Channels
            ? [.. Enumerable.Range(0, tiles)]
            : [.. Enumerable.Range(0, layer.Channels).OrderByDescending(c => MeanMagnitude(layer, c)).Take(tiles)];
        return new MapGrid(layer, order, reduction,
            TileLayout.For(tiles, Reduced(layer.Height, reduction), Reduced(layer.Width, reduction), wishedWidth));

        int Values(int k) => Reduced(layer.Height, k) * Reduced(layer.Width, k);
    }

    /// <summary>
    /// Draws values with the plan. Silent channels (zero everywhere) are hatched grey, NaN and infinities are hatched magenta.
    /// </summary>
    /// <param name="values">H W C values of the layer, before or after training.</param>
    /// <param name="scale">Ends of the colour bar.</param>
    public IndexedImage Draw(float[] values, ValueScale scale)
    {
        var indices = new byte[Layout.Width * Layout.Height];
        Array.Fill(indices, MapPalette.Gap);
        int h = Reduced(Layer.Height, Reduction), w = Reduced(Layer.Width, Reduction), factor = Layout.TileWidth / w;
        for (int tile = 0; tile < Order.Length; tile++)
        {
            int channel = Order[tile];
            bool silent = ChannelStatistics.Of(values, Layer.Channels, channel).IsSilent;
            (int left, int top) = Layout.Origin(tile);
            for (int y = 0; y < h; y++)
                for (int x = 0; x < w; x++)
                {
                    double value = Mean(values, channel, y, x);
                    for (int dy = 0; dy < factor; dy++)
                        for (int dx = 0; dx < factor; dx++)
                        {
                            int py = top + y * factor + dy, px = left + x * factor + dx;
                            bool stripe = (px + py) % 6 < 2;
                            indices[py * Layout.Width + px] = !double.IsFinite(value)
                                ? stripe ? MapPalette.NotFiniteStripe : MapPalette.NotFinite
                                : silent ? stripe ? MapPalette.SilentStripe : MapPalette.Silent
                                : MapPalette.Level(scale, value);
                        }
                }
        }
        return new IndexedImage(Layout.Height, Layout.Width, indices, MapPalette.Of(scale.Colors));
    }

    // A block that holds one NaN is NaN: averaging must not hide it.
    private double Mean(float[] values, int channel, int row, int column)
    {
        double sum = 0;
        int count = 0;
        for (int y = row * Reduction; y < Math.Min(Layer.Height, (row + 1) * Reduction); y++)
            for (int x = column * Reduction; x < Math.Min(Layer.Width, (column + 1) * Reduction); x++, count++)
                sum += values[(y * Layer.Width + x) * Layer.Channels + channel];
        return sum / count;
    }

    private static double MeanMagnitude(LayerMaps layer, int channel) =>
        ChannelStatistics.Of(layer.After, layer.Channels, channel).MeanMagnitude;

    private static int Reduced(int size, int reduction) => (size + reduction - 1) / reduction;
}
