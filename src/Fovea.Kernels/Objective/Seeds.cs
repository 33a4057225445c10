namespace Fovea.Kernels;

/// <summary>values[n] = the chosen element of image n; the gradient is 1 there and 0 elsewhere.</summary>
/// <param name="name">Name in listings.</param>
/// <param name="x">Vectors.</param>
/// <param name="index">The element; −1 takes each image's label.</param>
/// <param name="labels">A 32-bit integer for each image.</param>
/// <param name="values">One float for each image.</param>
/// <param name="dx">Gradient; may not exist.</param>
public sealed class ElementSeed(string name, Maps x, int index, FloatBlock labels, FloatBlock values, Maps dx) : Call(name, Work.Over(dx))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        (int first, int end) = step.Share(step.Batch);
        for (int n = first; n < end; n++)
        {
            int at = index >= 0 ? index : labels.Ints[n];
            if ((uint)at >= (uint)x.C) throw new InvalidOperationException($"label {labels.Ints[n]} of image {n} is not below {x.C} classes");
            values.Span[n] = x.RowSpan(n, 0)[at];
            if (!dx.Exists) continue;
            Span<float> gradient = dx.RowSpan(n, 0);
            gradient.Clear();
            gradient[at] = 1;
        }
    }
}

/// <summary>values[n] = the mean of one channel of image n over its pixels; the gradient is 1 / pixels there and 0 elsewhere.</summary>
public sealed class ChannelSeed(string name, Maps x, int channel, FloatBlock values, Maps dx) : Call(name, Work.Over(x, dx))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        float share = 1f / (x.H * x.W);
        (int first, int end) = step.Share(step.Batch);
        for (int n = first; n < end; n++)
        {
            double sum = 0;
            for (int h = 0; h < x.H; h++)
            {
                ReadOnlySpan<float> row = x.RowSpan(n, h);
                for (int i = channel; i < row.Length; i += x.C) sum += row[i];
                if (!dx.Exists) continue;
                Span<float> gradient = dx.RowSpan(n, h);
                gradient.Clear();
                for (int i = channel; i < gradient.Length; i += x.C) gradient[i] = share;
            }
            values.Span[n] = (float)(sum / (x.H * x.W));
        }
    }
}

/// <summary>values[n] = the sum over the channels of one pixel of image n; the gradient is 1 there and 0 elsewhere.</summary>
public sealed class PixelSeed(string name, Maps x, int row, int column, FloatBlock values, Maps dx) : Call(name, Work.Over(x, dx))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        (int first, int end) = step.Share(step.Batch);
        for (int n = first; n < end; n++)
        {
            double sum = 0;
            foreach (float v in x.RowSpan(n, row).Slice(column * x.C, x.C)) sum += v;
            values.Span[n] = (float)sum;
            if (!dx.Exists) continue;
            for (int h = 0; h < dx.H; h++) dx.RowSpan(n, h).Clear();
            dx.RowSpan(n, row).Slice(column * x.C, x.C).Fill(1);
        }
    }
}

/// <summary>target[n] = 1 at the label of image n, 0 elsewhere.</summary>
public sealed class OneHot(string name, FloatBlock labels, Maps target) : Call(name, Work.Over(target))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        (int first, int end) = step.Share(step.Batch);
        for (int n = first; n < end; n++)
        {
            int label = labels.Ints[n];
            if ((uint)label >= (uint)target.C) throw new InvalidOperationException($"label {labels.Ints[n]} of image {n} is not below {target.C} classes");
            Span<float> row = target.RowSpan(n, 0);
            row.Clear();
            row[label] = 1;
        }
    }
}
