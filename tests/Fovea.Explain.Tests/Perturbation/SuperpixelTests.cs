using Fovea.Kernels;

namespace Fovea.Explain.Tests;

public sealed class SuperpixelTests
{
    [Fact]
    public void Parts_are_connected_and_numbered_in_order()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var shape = Shape.Image(random.Next(4, 40), random.Next(4, 40), random.Next(1, 4));
            float[] image = [.. Enumerable.Range(0, (int)shape.Count).Select(i => CounterRandom.Normal((ulong)seed, 1, 0, (uint)i))];
            Superpixels parts = Superpixels.Of(image, shape, random.Next(1, shape.Height * shape.Width / 4 + 1));
            Assert.Equal(Enumerable.Range(0, parts.Count), parts.Labels.Distinct());
            for (int k = 0; k < parts.Count; k++) Assert.True(IsConnected(parts, k), $"seed {seed}, part {k}");
        }
    }

    private static bool IsConnected(Superpixels parts, int part)
    {
        var open = new Stack<int>([parts.Labels.ToList().IndexOf(part)]);
        var seen = new HashSet<int>(open);
        while (open.TryPop(out int p))
            foreach ((int dy, int dx) in ((int, int)[])[(0, 1), (1, 0), (0, -1), (-1, 0)])
            {
                int row = p / parts.Width + dy, column = p % parts.Width + dx, at = row * parts.Width + column;
                if (row >= 0 && row < parts.Height && column >= 0 && column < parts.Width && parts.Labels[at] == part && seen.Add(at)) open.Push(at);
            }
        return seen.Count == parts.Labels.Count(l => l == part);
    }

    [Fact]
    public void A_sharp_edge_is_a_border_of_parts()
    {
        var shape = Shape.Image(24, 24, 1);
        float[] image = [.. Enumerable.Range(0, 576).Select(i => i % 24 < 11 ? 0f : 5f)];
        Superpixels parts = Superpixels.Of(image, shape, 9);
        Assert.InRange(parts.Count, 6, 14);
        // No part lies on both sides.
        Assert.Empty(parts.Labels.Where((_, p) => p % 24 < 11).Intersect(parts.Labels.Where((_, p) => p % 24 >= 11)));
        Assert.Equal(parts.Labels, Superpixels.Of(image, shape, 9).Labels);
    }

    [Fact]
    public void An_even_image_gives_a_grid()
    {
        Superpixels parts = Superpixels.Of(new float[32 * 32], Shape.Image(32, 32, 1), 16);
        Assert.Equal(16, parts.Count);
        Assert.All(Enumerable.Range(0, 16), k => Assert.Equal(64, parts.Labels.Count(l => l == k)));
    }

    [Fact]
    public void More_parts_than_pixels_are_refused()
        => Assert.Equal("17 superpixels for an image of 16 pixels; 1 to 16", Assert.Throws<ArgumentException>(() => Superpixels.Of(new float[16], Shape.Image(4, 4, 1), 17)).Message);
}
