namespace Fovea.Kernels;

/// <summary>
/// The pixels a kernel visits, image by image, row by row, as two offsets each: where it reads and where it writes.
/// Rows that follow each other without a gap on both sides are merged, and so are images, so that a 1 × 1 convolution or a dense
/// layer is one long row.
/// </summary>
internal readonly unsafe struct PixelGrid
{
    private readonly bool imagesAreColumns;
    private readonly int rows;
    private readonly int cols;
    private readonly nint xImage;
    private readonly nint yImage;
    private readonly nint xRow;
    private readonly nint yRow;

    public PixelGrid(int rows, int cols, nint xImage, nint xRow, nint xCol, nint yImage, nint yRow, nint yCol)
    {
        if (cols == 1 && rows > 1) (cols, rows, xCol, yCol) = (rows, 1, xRow, yRow);
        else if (rows > 1 && cols * xCol == xRow && cols * yCol == yRow) (cols, rows) = (cols * rows, 1);
        if (rows == 1)
        {
            if (cols == 1) (imagesAreColumns, xCol, yCol) = (true, xImage, yImage);
            else if (cols * xCol == xImage && cols * yCol == yImage) imagesAreColumns = true;
        }
        this.rows = rows;
        this.cols = cols;
        this.xImage = xImage;
        this.yImage = yImage;
        this.xRow = xRow;
        this.yRow = yRow;
        XCol = xCol;
        YCol = yCol;
    }

    public nint XCol { get; }

    public nint YCol { get; }

    /// <summary>All images form one row.</summary>
    public bool IsOneRow => imagesAreColumns;

    /// <summary>Rows of one image, after merging.</summary>
    public int Rows => rows;

    /// <summary>Pixels of one image.</summary>
    public int ImagePixels => rows * cols;

    /// <summary>Length of the rows of pixels first … first + count, images merged where they can be.</summary>
    public int RowLength(int count) => imagesAreColumns ? count : cols;

    /// <summary>Writes the addresses of pixels start … start + count.</summary>
    public void Fill(float* x, float* y, int start, int count, float** xs, float** ys)
    {
        int rowLength = imagesAreColumns ? int.MaxValue : cols;
        int row = imagesAreColumns ? 0 : start / cols, col = start - (imagesAreColumns ? 0 : row * cols);
        int t = 0;
        while (t < count)
        {
            int run = Math.Min(count - t, rowLength - col);
            float* xp = x + X(row) + col * XCol;
            float* yp = y + Y(row) + col * YCol;
            for (int end = t + run; t < end; t++, xp += XCol, yp += YCol)
            {
                xs[t] = xp;
                ys[t] = yp;
            }
            col = 0;
            row++;
        }
    }

    /// <summary>Offset of the first pixel of a row, rows counted over all images.</summary>
    public nint X(int row) => rows == 1 ? row * xImage : row / rows * xImage + row % rows * xRow;

    /// <inheritdoc cref="X"/>
    public nint Y(int row) => rows == 1 ? row * yImage : row / rows * yImage + row % rows * yRow;
}
