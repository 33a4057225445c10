using Fovea.Analysis;

namespace Fovea.Report;

/// <summary>The pixels of the image that one number can see: what the layers allow, cut off at the image's edge.</summary>
/// <param name="Top">First row.</param>
/// <param name="Left">First column.</param>
/// <param name="Height">Rows inside the image; 0 when it sees padding alone.</param>
/// <param name="Width">Columns inside the image.</param>
/// <param name="IsCut">Whether it reaches beyond the image.</param>
public sealed record ImageWindow(int Top, int Left, int Height, int Width, bool IsCut)
{
    /// <summary>The window of number (row, column) of a node.</summary>
    /// <param name="field">The node's receptive field.</param>
    /// <param name="row">Row of the number.</param>
    /// <param name="column">Column of the number.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    public static ImageWindow Of(ReceptiveField field, int row, int column, int height, int width)
    {
        if (field.IsWhole) return new ImageWindow(0, 0, height, width, false);
        double top = field.StartTop + (double)row * field.JumpHeight - field.Height / 2.0, left = field.StartLeft + (double)column * field.JumpWidth - field.Width / 2.0;
        (int first, int rows) = Clip(top, field.Height, height);
        (int start, int columns) = Clip(left, field.Width, width);
        return new ImageWindow(first, start, rows, columns, rows < field.Height || columns < field.Width);
    }

    private static (int First, int Count) Clip(double first, int count, int size)
    {
        int from = (int)Math.Clamp(Math.Floor(first), 0, size), to = (int)Math.Clamp(Math.Ceiling(first + count), 0, size);
        return (from, to - from);
    }
}
