namespace Fovea.Report;

/// <summary>Equal tiles in rows, with a gap between them and none around.</summary>
/// <param name="Tiles">How many tiles.</param>
/// <param name="PerRow">Tiles a row.</param>
/// <param name="TileHeight">Pixels.</param>
/// <param name="TileWidth">Pixels.</param>
/// <param name="Gap">Pixels between neighbours.</param>
public sealed record TileLayout(int Tiles, int PerRow, int TileHeight, int TileWidth, int Gap)
{
    /// <summary>Rows of tiles.</summary>
    public int Rows => (Tiles + PerRow - 1) / PerRow;

    /// <summary>Pixels.</summary>
    public int Width => PerRow * (TileWidth + Gap) - Gap;

    /// <summary>Pixels.</summary>
    public int Height => Rows * (TileHeight + Gap) - Gap;

    /// <summary>The upper left pixel of a tile.</summary>
    /// <param name="tile">Place in the order, from 0.</param>
    public (int X, int Y) Origin(int tile) => (tile % PerRow * (TileWidth + Gap), tile / PerRow * (TileHeight + Gap));

    /// <summary>
    /// Eight tiles a row (sixteen above 64) near a wished width; tiles are a whole multiple of the source, so that every value is
    /// a square of the same size. The whole may be up to a half wider than wished: a browser shrinks it smoothly.
    /// </summary>
    /// <param name="tiles">How many tiles, at least 1.</param>
    /// <param name="sourceHeight">Values down a tile.</param>
    /// <param name="sourceWidth">Values across a tile.</param>
    /// <param name="wishedWidth">Pixels the grid should not much exceed.</param>
    /// <param name="gap">Pixels between neighbours.</param>
    public static TileLayout For(int tiles, int sourceHeight, int sourceWidth, int wishedWidth, int gap = 3)
    {
        int columns = Columns(tiles), wished = Math.Min((wishedWidth + gap) / Math.Max(columns, 4) - gap, 112);
        if (sourceHeight == 1 && sourceWidth == 1)
            wished = Math.Min(wished, 28);
        int factor = Math.Max(1, (int)Math.Round((double)wished / sourceWidth));
        return new TileLayout(tiles, columns, sourceHeight * factor, sourceWidth * factor, gap);
    }

    /// <summary>Tiles a row for so many tiles.</summary>
    /// <param name="tiles">How many tiles, at least 1.</param>
    public static int Columns(int tiles) => Math.Min(tiles, tiles > 64 ? 16 : 8);
}
