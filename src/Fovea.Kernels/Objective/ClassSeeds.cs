namespace Fovea.Kernels;

/// <summary>values[n] = one element of image n less another; the gradient is 1 and −1 there and 0 elsewhere.</summary>
/// <param name="name">Name in listings.</param>
/// <param name="x">Vectors.</param>
/// <param name="index">The element; −1 takes each image's label.</param>
/// <param name="against">The other element.</param>
/// <param name="labels">A 32-bit integer for each image.</param>
/// <param name="values">One float for each image.</param>
/// <param name="dx">Gradient; may not exist.</param>
public sealed class DifferenceSeed(string name, Maps x, int index, int against, FloatBlock labels, FloatBlock values, Maps dx) : Call(name, Work.Over(dx))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        (int first, int end) = step.Share(step.Batch);
        for (int n = first; n < end; n++)
        {
            int at = SeedIndex.Of(index, labels, n, x.C);
            ReadOnlySpan<float> row = x.RowSpan(n, 0);
            values.Span[n] = row[at] - row[against];
            if (!dx.Exists) continue;
            Span<float> gradient = dx.RowSpan(n, 0);
            gradient.Clear();
            gradient[at] += 1;
            gradient[against] -= 1;
        }
    }
}

/// <summary>values[n] = one element of softmax(x[n]); the gradient is p[i]·(1[k = i] − p[k]).</summary>
/// <param name="name">Name in listings.</param>
/// <param name="x">Vectors of logits.</param>
/// <param name="index">The element; −1 takes each image's label.</param>
/// <param name="labels">A 32-bit integer for each image.</param>
/// <param name="values">One float for each image.</param>
/// <param name="dx">Gradient; may not exist.</param>
public sealed class ProbabilitySeed(string name, Maps x, int index, FloatBlock labels, FloatBlock values, Maps dx) : Call(name, Work.Over(dx))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        (int first, int end) = step.Share(step.Batch);
        for (int n = first; n < end; n++)
        {
            int at = SeedIndex.Of(index, labels, n, x.C);
            ReadOnlySpan<float> logits = x.RowSpan(n, 0);
            float highest = float.NegativeInfinity;
            foreach (float z in logits) highest = MathF.Max(highest, z);
            double sum = 0;
            foreach (float z in logits) sum += Math.Exp(z - (double)highest);
            double p = Math.Exp(logits[at] - (double)highest) / sum;
            values.Span[n] = (float)p;
            if (!dx.Exists) continue;
            Span<float> gradient = dx.RowSpan(n, 0);
            for (int k = 0; k < gradient.Length; k++) gradient[k] = (float)(p * ((k == at ? 1 : 0) - Math.Exp(logits[k] - (double)highest) / sum));
        }
    }
}

/// <summary>values[n] = one value of image n; the gradient is 1 there and 0 elsewhere.</summary>
public sealed class UnitSeed(string name, Maps x, int row, int column, int channel, FloatBlock values, Maps dx) : Call(name, Work.Over(x, dx))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        (int first, int end) = step.Share(step.Batch);
        for (int n = first; n < end; n++)
        {
            values.Span[n] = x.RowSpan(n, row)[column * x.C + channel];
            if (!dx.Exists) continue;
            for (int h = 0; h < dx.H; h++) dx.RowSpan(n, h).Clear();
            dx.RowSpan(n, row)[column * x.C + channel] = 1;
        }
    }
}

/// <summary>dx = x·dx: relevance instead of a gradient.</summary>
public sealed class TimesActivation(string name, Maps x, Maps dx) : Call(name, Work.Over(x, dx))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        (int first, int end) = step.Share(step.Batch);
        for (int n = first; n < end; n++)
            for (int h = 0; h < dx.H; h++)
            {
                Span<float> gradient = dx.RowSpan(n, h);
                ReadOnlySpan<float> row = x.RowSpan(n, h);
                for (int i = 0; i < gradient.Length; i++) gradient[i] *= row[i];
            }
    }
}

/// <summary>The element that a seed is about.</summary>
internal static class SeedIndex
{
    public static int Of(int index, FloatBlock labels, int n, int classes)
    {
        int at = index >= 0 ? index : labels.Ints[n];
        return (uint)at < (uint)classes ? at : throw new InvalidOperationException($"label {labels.Ints[n]} of image {n} is not below {classes} classes");
    }
}
