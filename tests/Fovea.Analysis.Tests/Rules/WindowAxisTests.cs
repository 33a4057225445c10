namespace Fovea.Analysis.Tests;

/// <summary>The arithmetic of windows against counting.</summary>
public sealed class WindowAxisTests
{
    [Fact]
    public void Unread_pixels_used_padding_and_real_taps_are_what_counting_gives()
    {
        foreach (int size in new[] { 1, 2, 5, 8, 13 })
            foreach (int kernel in new[] { 1, 2, 3, 5 })
                foreach (int dilation in new[] { 1, 2 })
                    foreach (int stride in new[] { 1, 2, 3 })
                        foreach ((int before, int after) in new[] { (0, 0), (1, 1), (0, 1), (2, 1) })
                            Check(new WindowAxis(size, kernel, dilation, stride, before, after, false));
    }

    private static void Check(WindowAxis w)
    {
        int windows = 0, real = 0, furthest = -1;
        for (int start = -w.Before; start + w.Span <= w.Size + w.After; start += w.Stride, windows++)
            for (int tap = 0; tap < w.Kernel; tap++)
            {
                int at = start + tap * w.Dilation;
                if (at >= 0 && at < w.Size) real++;
                furthest = Math.Max(furthest, at);
            }
        Assert.Equal(windows, w.Out);
        if (windows == 0) return;
        Assert.Equal(Math.Max(0, w.Size - 1 - furthest), w.Unread);
        Assert.Equal(Math.Max(0, furthest - (w.Size - 1)), w.UsedAfter);
        Assert.Equal((double)real / (windows * w.Kernel), w.RealShare, 12);
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("squeezenet")]
    [InlineData("mobilenetv2")]
    public void Sizes_for_another_input_are_those_of_the_network_built_for_it(string name)
    {
        Graph graph = NetText.Parse(Zoo.Nets[name]);
        var rows = new AxisSizes(graph, rows: true);
        foreach (int size in new[] { 97, 128, 225, 320 })
        {
            Graph built = graph.Edit(_ => null, Shape.Image(size, 224, 3));
            int[] sizes = rows.At(size)!;
            foreach (Node node in graph.Nodes.Where(n => n.Shape.IsImage)) Assert.Equal(built[node.Name].Shape.Height, sizes[node.Index]);
        }
    }
}
