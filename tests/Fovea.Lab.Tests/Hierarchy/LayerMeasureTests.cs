using Fovea.Analysis;
using Fovea.Kernels;

namespace Fovea.Lab.Tests;

/// <summary>Dimension, selectivity, dead and saturated channels, patches, pooling, layers: each with a planted truth.</summary>
public sealed class LayerMeasureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Points_of_a_plane_in_many_numbers_have_its_dimension(int dimension)
    {
        const int n = 1500, width = 40;
        var values = new float[n * width];
        for (int i = 0; i < n; i++)
            for (int d = 0; d < width; d++)
                for (int k = 0; k < dimension; k++) values[i * width + d] += CounterRandom.Uniform(1, 1, (ulong)i, (uint)k) * CounterRandom.Normal(1, 2, (ulong)k, (uint)d);
        (double found, double error) = TwoNearest.Of(values, width)!.Value;
        Assert.Equal(dimension, found, 4 * error + 0.1 * dimension);
        Assert.Equal(found / Math.Sqrt(0.9 * n), error, 0.02 * error);
    }

    [Fact]
    public void Copies_are_one_point_and_few_points_have_no_dimension()
    {
        float[] twice = [.. Enumerable.Range(0, 400).SelectMany(i => new[] { CounterRandom.Uniform(1, 1, 0, (uint)(i / 2)), 0.5f })];
        Assert.Equal(1, TwoNearest.Of(twice, 2)!.Value.Dimension, 0.2);
        Assert.Null(TwoNearest.Of(new float[100], 2));
    }

    [Fact]
    public void Selectivity_is_1_for_a_channel_of_one_class_and_0_for_one_of_all()
    {
        var s = new ClassSelectivity(4, 3);
        for (int n = 0; n < 30; n++) s.Add([n % 3 == 1 ? 2 : 0, 1, 0, n % 3 == 2 ? 3 : 1], n % 3);
        Assert.Equal((1, 1), s.Of(0));
        Assert.Equal(0, s.Of(1)!.Value.Index);
        Assert.Null(s.Of(2));
        Assert.Equal((0.5, 2), s.Of(3));
        Assert.Equal(0.5, s.Mean);
    }

    [Fact]
    public void Dead_and_saturated_channels_are_counted()
    {
        // Dead, alive, constant above 0; of a tanh: stuck high, stuck at both ends, free.
        var scan = new ChannelScan(Shape.Image(1, 2, 3), null);
        var activity = new ChannelActivity(scan, rectified: true);
        var bounded = new ChannelScan(Shape.Image(1, 2, 3), ChannelScan.BoundsOf(new Tanh()));
        var stuck = new ChannelActivity(bounded, rectified: false);
        foreach (int n in new[] { 0, 1, 2 })
        {
            scan.Look([0, n, 4, 0, 0, 4]);
            activity.Add();
            bounded.Look([0.999f, n == 0 ? -1 : 1, 0.5f, 0.995f, -1, 0.1f * n]);
            stuck.Add();
        }
        Assert.Equal((2, 0), (activity.Dead, activity.Saturated));
        Assert.False(activity.IsDead(1));
        Assert.Equal((0, 2), (stuck.Dead, stuck.Saturated));
    }

    [Fact]
    public void Patches_are_the_strongest_images_cut_to_what_the_number_sees()
    {
        using Model model = Fovea.Model.Parse("12x12x1 | conv 1 3x3 pad 1 | maxpool 2 | conv 2 3x3 pad 0 | globalavgpool | dense 2");
        ReceptiveField field = ReceptiveField.Of(model.Graph)[model.Graph["conv2"]];
        Shape shape = model.Graph["conv2"].Shape;
        var scan = new ChannelScan(shape, null);
        var patches = new TopPatches(scan, shape, each: 2);
        // conv2 gives 4×4; image 7 is strongest at (0, 0), image 9 at (2, 1).
        foreach ((int image, int place, float value) in new[] { (5, 3, 1f), (7, 0, 3f), (8, 2, 0.5f), (9, 9, 2f) })
        {
            var maps = new float[shape.Count];
            maps[place * 2 + 1] = value;
            scan.Look(maps);
            patches.Add(image);
        }
        // One number sees 8 pixels and starts at −1: rows −1 … 6, with a jump of 2.
        Assert.Equal((8, 2), (field.Height, field.JumpHeight));
        Assert.Equal(
            [new Patch("i7", 7, 0, 0, 3, 0, 0, 7, 7), new Patch("i9", 9, 2, 1, 2, 3, 1, 8, 8)],
            patches.Of(1, field, model.Graph.Input.Shape, i => $"i{i}"));
    }

    [Fact]
    public void Pooling_takes_the_mean_of_each_cell_and_wide_vectors_are_projected_with_their_distances()
    {
        var maps = new PooledFeatures(Shape.Image(4, 4, 2), 1, most: 8, seed: 1);
        maps.Set(0, [.. Enumerable.Range(0, 32).Select(i => i % 2 == 0 ? i / 2 : 1f)]);
        Assert.Equal([2.5f, 1, 4.5f, 1, 10.5f, 1, 12.5f, 1], maps.Values);

        var wide = new PooledFeatures(Shape.Vector(2000), 2, most: 256, seed: 1);
        float[] a = [.. Enumerable.Range(0, 2000).Select(i => CounterRandom.Normal(1, 1, 0, (uint)i))], b = [.. a.Select((v, i) => v + CounterRandom.Normal(1, 2, 0, (uint)i))];
        wide.Set(0, a);
        wide.Set(1, b);
        double apart = Math.Sqrt(Enumerable.Range(0, 256).Sum(d => Math.Pow(wide.Values[d] - wide.Values[256 + d], 2)));
        Assert.Equal(256, wide.Dimensions);
        Assert.Equal(Math.Sqrt(2000), apart, 0.15 * Math.Sqrt(2000));
    }

    [Fact]
    public void A_layer_is_what_computes_with_what_follows_it()
    {
        using Model model = Fovea.Model.Parse("16x16x3 | conv 8 3x3 pad 1 nobias | bn | relu | maxpool 2 | conv 8 3x3 pad 1 | gelu | flatten | dense 16 | relu | dropout 0.5 | dense 4 | softmax");
        IReadOnlyList<LayerPoint> points = LayerPoint.Of(model.Graph);
        Assert.Equal(["input", "relu1", "gelu1", "dropout1", "dense2"], points.Select(p => p.End.Name));
        Assert.Equal(["input", "conv1", "conv2", "dense1", "dense2"], points.Select(p => p.Start.Name));
        Assert.Equal(["", "input", "relu1", "gelu1", "dropout1"], points.Select(p => string.Join(' ', p.Before.Select(b => b.Name))));
    }

    [Fact]
    public void A_sum_stands_behind_both_of_its_paths()
    {
        using Model model = Fovea.Model.Define("residual", Shape.Image(8, 8, 4), x =>
        {
            Node stem = x.Conv2d(4, 3, padding: Padding.Of(1)).Relu();
            return stem.Conv2d(4, 3, padding: Padding.Of(1)).BatchNorm().Add(stem).Relu().GlobalAveragePool().Dense(2);
        });
        LayerPoint sum = LayerPoint.Of(model.Graph).Single(p => p.Start.Op is Add);
        Assert.Equal(("relu2", "bn1 relu1"), (sum.End.Name, string.Join(' ', sum.Before.Select(b => b.Name).Order())));
    }

    [Fact]
    public void Pieces_are_permuted_and_none_is_lost()
    {
        Shape shape = Shape.Image(9, 8, 2);
        float[] image = [.. Enumerable.Range(0, (int)shape.Count).Select(i => (float)i)], cut = [.. image], again = [.. image], other = [.. image];
        PatchShuffle.Cut(image, cut, shape, 4, seed: 1, number: 0);
        PatchShuffle.Cut(image, again, shape, 4, seed: 1, number: 0);
        PatchShuffle.Cut(image, other, shape, 4, seed: 1, number: 1);
        Assert.Equal(image, cut.Order());
        Assert.Equal(cut, again);
        Assert.NotEqual(cut, other);
        // The ninth row does not fit into four pieces of two, and pieces stay whole.
        Assert.Equal(image[(8 * 8 * 2)..], cut[(8 * 8 * 2)..]);
        for (int i = 0; i < 8 * 8 * 2; i += 4) Assert.Equal([cut[i], cut[i] + 1, cut[i] + 2, cut[i] + 3], cut[i..(i + 4)]);
    }
}
