namespace Fovea.Explain.Tests;

public sealed class LrpTests
{
    public static TheoryData<string> Nets => Small.Nets;

    private static LrpComposite[] Composites => [.. new LrpComposite[] { LrpComposite.Epsilon, LrpComposite.Gamma, LrpComposite.ZPlus, LrpComposite.AlphaBeta,
        LrpComposite.EpsilonPlusFlat, LrpComposite.EpsilonGammaBox, LrpComposite.EpsilonAlpha2Beta1Flat, new("w²", new LrpEpsilon(), new LrpGamma(), LrpFirst.WSquare) }
        .Select(c => c with { Dense = c.Dense with { Epsilon = 0 }, Convolution = c.Convolution with { Epsilon = 0 } })];

    [Theory]
    [MemberData(nameof(Nets))]
    public void Without_biases_relevance_is_conserved(string net)
    {
        using Model model = Small.Parse(net);
        using Tensor images = Small.Images(model, 3);
        foreach (LrpComposite composite in Composites)
        {
            // A padded border is no pixel, yet the first layer's flat, w² and box rules give it its share.
            if (net.Contains("pad 1,0,0,1", StringComparison.Ordinal) && composite.First != LrpFirst.Same) continue;
            foreach (Explanation e in model.Explain(images, new Lrp(composite), Objective.Logit(1)))
            {
                Assert.True(Small.Fact(e, "conservation error") < 1e-4, $"{composite}: {e}");
                Assert.True(Math.Abs(e.Map.Sum(v => (double)v) - e.Value) <= 1e-4 * Math.Abs(e.Value), $"{composite}: {e}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void Epsilon_to_zero_is_gradient_times_input(string net)
    {
        using Model model = Small.Parse(net);
        using Tensor images = Small.Images(model, 2);
        IReadOnlyList<Explanation> expected = model.Explain(images, new GradientTimesInput(), Objective.Difference(0, 2)), actual = model.Explain(images, new Lrp(Composites[0]), Objective.Difference(0, 2));
        for (int n = 0; n < 2; n++) Small.Close(Small.Double(expected[n].Map.ToArray()), actual[n].Map);
    }

    [Fact]
    public void Deep_nets_of_residual_blocks_conserve()
    {
        using Model model = Small.Parse(Zoo.Nets["resnet20"].Replace("dense 10", "dense 10 nobias", StringComparison.Ordinal));
        using Tensor images = Small.Images(model, 2);
        foreach (LrpComposite composite in Composites)
            foreach (Explanation e in model.Explain(images, new Lrp(composite), Objective.Logit(1)))
                Assert.True(Small.Fact(e, "conservation error") < 1e-4, $"{composite}: {e}");
    }

    // The convolution as a matrix, row by row from impulses, and the rule as its formula says.
    [Theory]
    [InlineData("conv 6 3x3 stride 2", 1)]
    [InlineData("depthwise 3x3", 1)]
    [InlineData("conv 8 3x3 groups 2 dilation 2 nobias", 2)]
    [InlineData("conv 11 2x3 pad valid", 2)]
    public void Convolutions_match_the_rule_on_their_matrix(string conv, int seed)
    {
        using Model model = Small.Disturbed($"5x6x4 | {conv} | flatten", (ulong)seed);
        using Tensor image = Small.Images(model, 1, seed);
        double[] x = Small.Double(image.Values);
        double[] Answer(double[] at) => ReferenceRun<double>.Execute(model.Graph, ReferenceRun<double>.Copy(model.Parameters), at, []).Activation(model.Graph.Output);
        double[] bias = Answer(new double[x.Length]);
        double[][] matrix = [.. Enumerable.Range(0, x.Length).Select(i =>
        {
            var impulse = new double[x.Length];
            impulse[i] = 1;
            return Answer(impulse).Select((v, o) => v - bias[o]).ToArray();
        })];
        int output = bias.Length / 2;
        foreach ((LrpRule rule, Func<double, double, double, double> share) in Formulas())
        {
            double[] c = [.. Enumerable.Range(0, x.Length).Select(i => x[i] * matrix[i][output])];
            double plus = c.Where(v => v > 0).Sum() + Math.Max(bias[output], 0), minus = c.Where(v => v < 0).Sum() + Math.Min(bias[output], 0), r = plus + minus;
            double[] pixels = [.. c.Select(v => share(v, plus, minus) * r)];
            Explanation e = model.Explain(image, new Lrp(LrpComposite.Uniform("test", rule with { Epsilon = 0 })), Objective.Logit(output))[0];
            Small.Close([.. Enumerable.Range(0, 30).Select(p => pixels[(4 * p)..(4 * p + 4)].Sum())], e.Map);
        }
    }

    private static IEnumerable<(LrpRule, Func<double, double, double, double>)> Formulas() =>
    [
        (new LrpEpsilon(), (c, plus, minus) => c / (plus + minus)),
        (new LrpGamma(0.4), (c, plus, minus) => plus + minus > 0 ? (c + 0.4 * Math.Max(c, 0)) / (plus + minus + 0.4 * plus) : (c + 0.4 * Math.Min(c, 0)) / (plus + minus + 0.4 * minus)),
        (new LrpAlphaBeta(3, 2), (c, plus, minus) => 3 * Math.Max(c, 0) / plus - 2 * Math.Min(c, 0) / minus),
        (LrpAlphaBeta.ZPlus, (c, plus, minus) => Math.Max(c, 0) / plus),
    ];

    [Fact]
    public void A_batch_norm_behind_a_convolution_is_folded()
    {
        using Model norm = Small.Disturbed("5x5x2 | conv 4 3x3 | bn | relu | flatten | dense 3");
        using Model plain = Model.Parse("5x5x2 | conv 4 3x3 | relu | flatten | dense 3");
        Span<float> mean = norm.Parameters["bn1.running_mean"], variance = norm.Parameters["bn1.running_var"], gamma = norm.Parameters["bn1.weight"], beta = norm.Parameters["bn1.bias"];
        float[] weight = norm.Parameters["conv1.weight"].ToArray(), bias = norm.Parameters["conv1.bias"].ToArray();
        for (int i = 0; i < weight.Length; i++) weight[i] *= gamma[i % 4] / MathF.Sqrt(variance[i % 4] + 1e-5f);
        for (int o = 0; o < 4; o++) bias[o] = (bias[o] - mean[o]) * gamma[o] / MathF.Sqrt(variance[o] + 1e-5f) + beta[o];
        Small.Set(plain, "conv1.weight", weight);
        Small.Set(plain, "conv1.bias", bias);
        Small.Set(plain, "dense1.weight", norm.Parameters["dense1.weight"].ToArray());
        Small.Set(plain, "dense1.bias", norm.Parameters["dense1.bias"].ToArray());
        using Tensor image = Small.Images(norm, 1);
        foreach (LrpComposite composite in Composites)
            Small.Close(Small.Double(plain.Explain(image, new Lrp(composite), Objective.Logit(1))[0].Map.ToArray()), norm.Explain(image, new Lrp(composite), Objective.Logit(1))[0].Map);
    }

    [Fact]
    public void A_layer_norm_takes_its_deviation_as_a_constant()
    {
        using Model model = Model.Parse("1x1x3 | layernorm | flatten | dense 2 nobias");
        Small.Set(model, "dense1.weight", 1, 0, 2, 0, -1, 0);
        using var image = new Tensor(Shape.Image(1, 1, 3), [1, 2, 6]);
        Explanation e = model.Explain(image, new Lrp(Composites[0]), Objective.Logit(0))[0];
        // y = (x − 3)/σ = (−2, −1, 3)/σ; s = (−2 − 2 − 3)/σ; terms x·(w − mean w)/σ with mean w = 2/3.
        double deviation = Math.Sqrt(14 / 3.0 + 1e-5);
        Assert.Equal((1 * (1 - 2 / 3.0) + 2 * (2 - 2 / 3.0) + 6 * (-1 - 2 / 3.0)) / deviation, e.Map[0], 1e-5);
        Assert.Equal(-7 / deviation, e.Value, 1e-5);
        Assert.True(Small.Fact(e, "conservation error") < 1e-5);
    }

    [Fact]
    public void Biases_take_their_share_and_say_so()
    {
        using Model model = Model.Parse("1x2x1 | flatten | dense 1");
        Small.Set(model, "dense1.weight", 1, 2);
        Small.Set(model, "dense1.bias", 1);
        using var image = new Tensor(Shape.Image(1, 2, 1), [1, 1]);
        Explanation e = model.Explain(image, new Lrp(Composites[0]), Objective.Logit(0))[0];
        Assert.Equal([1f, 2f], e.Map);
        Assert.Equal("conservation error 0.25: 4 was shared out, the map has 3: the difference is what biases and ε took or gave", Assert.Single(e.Facts).ToString());
    }

    [Fact]
    public void Relevance_can_be_read_at_a_node()
    {
        using Model model = Small.Parse("6x6x2 | conv 4 3x3 nobias | relu | maxpool 2 | flatten | dense 3 nobias");
        using Tensor image = Small.Images(model, 1);
        Explanation e = model.Explain(image, new Lrp(Composites[0], "maxpool1"), Objective.Logit(1))[0];
        Assert.Equal(("maxpool1", 3, 3, "LRP ε at maxpool1"), (e.Node, e.Height, e.Width, e.Method));
        Small.Close(Small.Double(model.Explain(image, new HiResCam("maxpool1"), Objective.Logit(1))[0].Map.ToArray()), e.Map);
    }

    [Fact]
    public void A_softmax_is_refused_with_what_to_explain_instead()
    {
        using Model model = Model.Parse("4x4x2 | conv 4 3x3 | relu | flatten | dense 3 | softmax");
        using Tensor image = Small.Images(model, 1);
        Assert.Equal("softmax1 (softmax): LRP has no rule for softmax\n"
            + "  rule  LRP goes through convolutions, dense layers, norms, average and max pooling, activations, sums, concatenation, padding and flattening\n"
            + "  help  explain the logits before it: Objective.Unit(\"dense1\", 0, 0, CLASS), --objective unit:dense1:0:0:CLASS",
            Assert.Throws<UnsupportedNodeException>(() => model.Explain(image, new Lrp(), Objective.Logit(1))).Message);
        Assert.NotNull(model.Explain(image, new Lrp(), Objective.Unit("dense1", 0, 0, 1))[0]);
    }
}
