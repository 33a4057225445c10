using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>Layer-wise relevance propagation: every node hands the relevance of its output to its inputs.</summary>
/// <remarks>
/// Linear layers share it by the composite's rules, with a batch norm that alone follows them folded into their weights. A batch norm elsewhere, layer
/// norm (its deviation taken as a constant: Ali et al. 2022), average pooling and sums share it by the ε rule in proportion to their terms: that is the
/// rule of skip connections. Activations hand it through, max pooling to the largest value; concatenation, padding and flattening pass each share on.
/// </remarks>
/// <param name="Composite">Which rule goes where.</param>
/// <param name="Low">Least value of each channel of the image, for zᴮ.</param>
/// <param name="High">Largest value of each channel of the image, for zᴮ.</param>
internal sealed record LrpBackward(LrpComposite Composite, float[] Low, float[] High) : BackwardRule
{
    public static bool Supports(Node node) => node.Op is Input or MaxPool or GlobalMaxPool or Concat or Flatten or Dropout or Pad or PadChannels || HasRule(node);

    public override bool Replaces(Node node) => HasRule(node);

    private static bool HasRule(Node node)
        => node.Op is Conv2d or Dense or BatchNorm or LayerNorm or AveragePool or GlobalAveragePool or Add or Activation;

    public override void Propagate(RuleStage s)
    {
        if (s.InputGradients.All(g => g.Length == 0)) return;
        switch (s.Node.Op)
        {
            case Conv2d conv: Linear(s, conv.Geometry(s.Node.Inputs[0].Shape), Composite.Convolution); break;
            case Dense dense: Linear(s, ConvGeometry.Dense(s.Node.Inputs[0].Shape.Channels, dense.Outputs), Composite.Dense); break;
            case BatchNorm norm when !IsFolded(s.Graph, s.Node): LrpSums.BatchNorm(s, norm, Proportional); break;
            case LayerNorm norm: LrpSums.LayerNorm(s, norm, Proportional); break;
            case AveragePool pool: LrpSums.Average(s, pool.Geometry(s.Node.Inputs[0].Shape), Proportional); break;
            case GlobalAveragePool: LrpSums.Average(s, Window(s.Node.Inputs[0].Shape), Proportional); break;
            case Add: LrpSums.Add(s, Proportional); break;
            default: s.OutputGradient.CopyTo(s.InputGradients[0], 0); break;
        }
    }

    private LrpEpsilon Proportional => new() { Epsilon = Composite.Dense.Epsilon };

    private static PoolGeometry Window(Shape x) => new(x.Height, x.Width, x.Channels, x.Height, x.Width, 1, 1);

    // conv → bn where nobody else reads the convolution: one linear layer.
    private static bool IsFolded(Graph graph, Node norm) => norm.Inputs[0].Op is Conv2d or Dense && graph.Consumers(norm.Inputs[0]).Count == 1;

    private static bool ReadsImage(Node node)
    {
        Node input = node.Inputs[0];
        while (input.Op is Pad or Flatten or Dropout) input = input.Inputs[0];
        return input.Op is Input;
    }

    private void Linear(RuleStage s, ConvGeometry g, LrpRule rule)
    {
        (ReadOnlyMemory<float> weight, double[] bias) = Folded(s, g);
        var shares = new LinearShares(g, s.Batch, s.Threads);
        double[] positive = new double[s.Output.Length], negative = new double[s.Output.Length], relevance = new double[s.Inputs[0].Length];
        LrpFirst first = ReadsImage(s.Node) ? Composite.First : LrpFirst.Same;
        (float[] A, ReadOnlyMemory<float> W)[] terms = LrpFirstLayer.Terms(first, s.Inputs[0], weight, Low, High);
        foreach ((float[] a, ReadOnlyMemory<float> w) in terms) shares.Sum(a, w, positive, negative);

        LrpRule by = first == LrpFirst.Same ? rule : Proportional;
        double[] up = new double[positive.Length], down = new double[positive.Length];
        for (int o = 0; o < positive.Length; o++)
        {
            double b = first == LrpFirst.Same && bias.Length > 0 ? bias[o % g.OutC] : 0;
            (up[o], down[o]) = by.Share(positive[o] + Math.Max(b, 0), negative[o] + Math.Min(b, 0), s.OutputGradient[o]);
        }
        foreach ((float[] a, ReadOnlyMemory<float> w) in terms) shares.ShareOut(a, w, up, down, relevance);
        float[] back = s.InputGradients[0];
        for (int i = 0; i < back.Length; i++) back[i] = (float)relevance[i];
    }

    private static (ReadOnlyMemory<float> Weight, double[] Bias) Folded(RuleStage s, ConvGeometry g)
    {
        float[] weight = s.Parameter("weight").ToArray();
        ReadOnlySpan<float> own = s.Parameter("bias");
        if (s.Graph.Consumers(s.Node) is not [{ Op: BatchNorm norm } next]) return (weight, [.. own.ToArray().Select(b => (double)b)]);
        (double[] scale, double[] shift) = LrpSums.ScaleAndShift(s, next, norm);
        for (int i = 0; i < weight.Length; i++) weight[i] = (float)(weight[i] * scale[i % g.OutC]);
        for (int o = 0; o < own.Length; o++) shift[o] += own[o] * scale[o];
        return (weight, shift);
    }
}
