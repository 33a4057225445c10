using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>The rescale rule of DeepLIFT. Image n of the first half of a batch has its reference at n of the second half.</summary>
/// <remarks>
/// Formula: activations <c>m[x] = m[y]·(y − y′)/(x − x′)</c>. A maximum that grows, <c>y ≥ y′</c>, owes <c>y − y′</c> to the pixel p where x is
/// largest: <c>m[x[p]] = m[y]·(y − y′)/(x[p] − x′[p])</c>; one that falls owes it to the pixel where x′ was largest. Both factors lie in 0 … 1.
/// Source: Shrikumar, Greenside, Kundaje 2017; maxima as in SHAP's and Captum's DeepLIFT.
/// </remarks>
public sealed record DeepLiftBackward : BackwardRule
{
    private const double Least = 1e-7;

    /// <summary>True for nodes that DeepLIFT goes through.</summary>
    public static bool Supports(Node node) => node.Op is Input or Conv2d or Dense or BatchNorm or AveragePool or GlobalAveragePool or Add or Concat or Flatten
        or Dropout or Pad or PadChannels or Activation or MaxPool or GlobalMaxPool;

    /// <inheritdoc/>
    public override bool Replaces(Node node) => node.Op is Activation or MaxPool or GlobalMaxPool;

    /// <inheritdoc/>
    public override void Propagate(RuleStage s)
    {
        if (s.InputGradients[0] is not { Length: > 0 } back) return;
        Shape shape = s.Node.Inputs[0].Shape;
        switch (s.Node.Op)
        {
            case Activation a: Rescale(s, a.Function, back); break;
            case MaxPool pool: Maximum(s, pool.Geometry(shape), back); break;
            default: Maximum(s, new PoolGeometry(shape.Height, shape.Width, shape.Channels, shape.Height, shape.Width, 1, 1), back); break;
        }
    }

    // Only the first half is read in the end, and linear nodes do not mix images: the second half stays 0.
    private static void Rescale(RuleStage s, ActivationFunction f, float[] back)
    {
        float[] x = s.Inputs[0], y = s.Output, m = s.OutputGradient;
        int half = x.Length / 2;
        for (int i = 0; i < half; i++)
        {
            double dx = (double)x[i] - x[half + i];
            back[i] = (float)(m[i] * (Math.Abs(dx) < Least ? ActivationReference.Derivative<double>(f, x[i]) : ((double)y[i] - y[half + i]) / dx));
        }
    }

    private static void Maximum(RuleStage s, PoolGeometry g, float[] back)
    {
        float[] x = s.Inputs[0], y = s.Output, m = s.OutputGradient;
        int halfX = x.Length / 2, halfY = y.Length / 2;
        for (int o = 0; o < halfY; o++)
        {
            if (m[o] == 0) continue;
            double dy = (double)y[o] - y[halfY + o];
            int at = Largest(g, x.AsSpan(dy >= 0 ? 0 : halfX, halfX), o);
            double dx = (double)x[at] - x[halfX + at];
            back[at] += (float)(m[o] * (Math.Abs(dx) < Least ? dy == 0 ? 1 : 0 : dy / dx));
        }
    }

    private static int Largest(in PoolGeometry g, ReadOnlySpan<float> x, int o)
    {
        int image = o / (g.OutH * g.OutW * g.C), row = o / (g.OutW * g.C) % g.OutH, column = o / g.C % g.OutW, c = o % g.C, best = -1;
        for (int h = Math.Max(row * g.StrideH - g.PadTop, 0); h < Math.Min(row * g.StrideH - g.PadTop + g.KernelH, g.InH); h++)
            for (int w = Math.Max(column * g.StrideW - g.PadLeft, 0); w < Math.Min(column * g.StrideW - g.PadLeft + g.KernelW, g.InW); w++)
            {
                int at = ((image * g.InH + h) * g.InW + w) * g.C + c;
                if (best < 0 || x[at] > x[best]) best = at;
            }
        return best;
    }
}
