using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>The mean of many soft random masks, each weighed by the scalar of the image seen through it.</summary>
/// <remarks>
/// Formula: <c>map = Σ_i (S(x⊙M_i) − S̄)·M_i / (N·p)</c>: masks of a coarse grid of Bernoulli(p) cells, enlarged bilinearly to one cell more
/// than the image and cut out at a random place. The paper has no S̄, the mean score: without it a map is the same up to a constant in
/// expectation, but a logit far from 0 multiplies the masks' own noise.
/// Shapes: the map has the resolution of the image; units of the scalar.
/// Source: Petsiuk, Das, Saenko, "RISE", BMVC 2018, arXiv:1806.07421: 7×7 cells, p = 0.5, 4000 masks for VGG-16 and 8000 for ResNet-50 at
/// 224×224 pixels. For images up to 64 pixels 4×4 cells and 1000 masks are ours.
/// </remarks>
/// <param name="Masks">How many; 0 takes 1000 up to 64 pixels and 4000 above.</param>
/// <param name="Cells">Cells along a side; 0 takes 4 up to 64 pixels and 7 above.</param>
/// <param name="Keep">Share of cells that stay, p.</param>
public sealed record Rise(int Masks = 0, int Cells = 0, float Keep = 0.5f) : PerturbationMethod
{
    /// <inheritdoc/>
    public override string Name => "RISE";

    private protected override string Units(string scalar) => $"{scalar}, mean behind the masks that show the pixel";

    private protected override Explanation One(Scorer s, Objective objective)
    {
        bool small = Math.Max(s.Shape.Height, s.Shape.Width) <= 64;
        int masks = Masks == 0 ? small ? 1000 : 4000 : Masks, cells = Cells == 0 ? small ? 4 : 7 : Cells;
        if (masks < 1 || cells < 1 || !(Keep > 0 && Keep < 1)) throw new ArgumentException($"RISE of {masks} masks of {cells}×{cells} cells that stay with probability {Keep:G3}; at least 1, 1, and 0 < p < 1");
        int pixels = s.Shape.Height * s.Shape.Width;
        var mask = new float[pixels];
        float[] scores = s.Scores(masks, (i, copy) =>
        {
            Mask(i, cells, s.Shape, mask);
            s.Mix(mask, copy);
        });
        // Masks are drawn again instead of kept: memory does not grow with their number.
        double mean = scores.Average();
        var sums = new double[pixels];
        for (int i = 0; i < masks; i++)
        {
            Mask(i, cells, s.Shape, mask);
            for (int p = 0; p < pixels; p++) sums[p] += (scores[i] - mean) * mask[p];
        }
        return Made(s, objective, [.. sums.Select(sum => (float)(sum / (masks * (double)Keep)))]);
    }

    /// <summary>Mask number i.</summary>
    internal void Mask(int i, int cells, Shape shape, float[] mask)
    {
        uint stream = CounterRandom.Stream("rise");
        int side = cells + 1, cellHeight = (shape.Height + cells - 1) / cells, cellWidth = (shape.Width + cells - 1) / cells;
        var grid = new float[side * side];
        for (int g = 0; g < grid.Length; g++) grid[g] = CounterRandom.Uniform(Seed, stream, (ulong)i, (uint)g + 2) < Keep ? 1 : 0;
        int top = CounterRandom.Below(cellHeight, Seed, stream, (ulong)i, 0), left = CounterRandom.Below(cellWidth, Seed, stream, (ulong)i, 1);
        Upsample.Bilinear(grid, side, side, side * cellHeight, side * cellWidth, top, left, shape.Height, shape.Width, mask);
    }
}
