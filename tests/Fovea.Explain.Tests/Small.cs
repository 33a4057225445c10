namespace Fovea.Explain.Tests;

/// <summary>Small nets and what is compared with them.</summary>
internal static class Small
{
    /// <summary>Skips, norms, branches, depthwise and strided windows, both kinds of pooling, without biases.</summary>
    public static TheoryData<string> Nets => [
        "6x5x2 | flatten | dense 7 nobias | relu | dense 4 nobias",
        "8x8x3 | conv 6 3x3 nobias | relu | maxpool 3 stride 2 pad 1 | conv 5 3x3 stride 2 nobias | relu | flatten | dense 4 nobias",
        "8x8x3 | conv 8 3x3 nobias | bn | relu | residual(conv 8 3x3 nobias | bn | relu | conv 8 3x3 nobias | bn) | relu | residual(conv 12 3x3 stride 2 nobias | bn ; conv 12 1x1 stride 2 nobias | bn) | relu | globalavgpool | dense 4 nobias",
        "9x7x2 | conv 9 3x3 dilation 2 nobias | relu | concat(conv 4 1x1 nobias | relu ; conv 4 1x1 nobias | relu | conv 6 3x3 nobias | relu ; maxpool 3 stride 1 pad 1 | conv 3 1x1 nobias | relu) | avgpool 2 | flatten | dense 4 nobias",
        "8x8x3 | conv 12 3x3 stride 2 nobias | bn | relu6 | depthwise 3x3 nobias | bn | relu6 | conv 8 1x1 nobias | bn | conv 12 1x1 groups 2 nobias | relu | globalmaxpool | dense 4 nobias",
        "6x6x2 | pad 1,0,0,1 | conv 6 3x3 pad valid nobias | leakyrelu 0.1 | padchannels 1 1 | avgpool 3 stride 2 pad 1 excludepad | flatten | dense 4 nobias"];

    public static Model Parse(string net, ulong seed = 3) => Model.Parse(net, seed);

    /// <summary>Gives biases, norms and their statistics values that are not those of the start.</summary>
    public static Model Disturbed(string net, ulong seed = 3)
    {
        Model model = Model.Parse(net, seed);
        var random = new Random(7);
        foreach (Parameter p in model.Parameters.All)
            if (p.Spec.Kind is not (ParameterKind.ConvWeight or ParameterKind.DenseWeight))
                foreach (ref float v in model.Parameters.Values(p).Span) v = p.Spec.Kind is ParameterKind.RunningVariance or ParameterKind.NormScale ? 0.5f + random.NextSingle() : random.NextSingle() - 0.5f;
        model.Parameters.MarkChanged();
        return model;
    }

    public static Tensor Images(Model model, int count, int seed = 1)
    {
        var random = new Random(seed);
        return new Tensor(model.Graph.Input.Shape, [.. Enumerable.Range(0, count * (int)model.Graph.Input.Shape.Count).Select(_ => random.NextSingle() * 2 - 0.7f)], count);
    }

    /// <summary>The scalar of one image by the reference loops in double.</summary>
    public static double Value(Model model, double[] image, Objective objective)
        => ReferenceRun<double>.Execute(model.Graph, ReferenceRun<double>.Copy(model.Parameters), image, [], objective).Values[0];

    /// <summary>∂s/∂x of one image by central differences in double.</summary>
    public static double[] Differences(Model model, double[] image, Objective objective)
    {
        const double step = 1e-5;
        var gradient = new double[image.Length];
        for (int i = 0; i < image.Length; i++)
        {
            double kept = image[i];
            image[i] = kept + step;
            double above = Value(model, image, objective);
            image[i] = kept - step;
            gradient[i] = (above - Value(model, image, objective)) / (2 * step);
            image[i] = kept;
        }
        return gradient;
    }

    public static double[] Double(ReadOnlySpan<float> values) => [.. values.ToArray().Select(v => (double)v)];

    public static void Close(IReadOnlyList<double> expected, IReadOnlyList<float> actual, double tolerance = 1e-4)
    {
        Assert.Equal(expected.Count, actual.Count);
        double size = Math.Max(expected.Max(Math.Abs), 1e-30);
        for (int i = 0; i < expected.Count; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * size, $"at {i}: {actual[i]:R}, should be {expected[i]:R} within {tolerance} of {size}");
    }

    public static double Fact(Explanation e, string name) => Assert.Single(e.Facts, f => f.Name == name).Value;

    public static void Set(Model model, string parameter, params float[] values)
    {
        values.CopyTo(model.Parameters[parameter]);
        model.Parameters.MarkChanged();
    }
}
