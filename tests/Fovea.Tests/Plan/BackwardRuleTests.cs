namespace Fovea.Tests;

/// <summary>Rules that take the place of gradients.</summary>
public sealed class BackwardRuleTests
{
    private const string Net = "8x8x2 | conv 8 3x3 nobias | bn | relu | residual(conv 8 3x3 nobias | bn | relu | conv 8 3x3 nobias | bn) | relu | concat(conv 4 1x1 | relu ; ) | maxpool 2 | flatten | dense 4";

    // What ReLU, sums and concatenation do anyway, said as a rule.
    private sealed record Plain : BackwardRule
    {
        public override bool Replaces(Node node) => node.Op is Relu or Add or Concat;

        public override void Propagate(RuleStage s)
        {
            for (int k = 0, channel = 0; k < s.Inputs.Count; channel += s.Node.Inputs[k++].Shape.Channels)
            {
                int own = s.Node.Inputs[k].Shape.Channels, all = s.Node.Shape.Channels;
                for (int i = 0; i < s.InputGradients[k].Length; i++)
                    s.InputGradients[k][i] = s.Node.Op switch
                    {
                        Relu => s.Output[i] > 0 ? s.OutputGradient[i] : 0,
                        Concat => s.OutputGradient[i / own * all + channel + i % own],
                        _ => s.OutputGradient[i],
                    };
            }
        }
    }

    private sealed record Scaled(float Factor) : BackwardRule
    {
        public override bool Replaces(Node node) => node.Op is Dense;

        public override void Propagate(RuleStage s)
        {
            ReadOnlySpan<float> w = s.Parameter("weight");
            int outputs = s.Node.Shape.Channels, inputs = s.InputGradients[0].Length / s.Batch;
            for (int i = 0; i < s.InputGradients[0].Length; i++)
                for (int o = 0; o < outputs; o++) s.InputGradients[0][i] += Factor * w[i % inputs * outputs + o] * s.OutputGradient[i / inputs * outputs + o];
        }
    }

    private static float[] Gradient(Model model, float[] images, int threads, int batch, params BackwardRule[] rules)
    {
        int count = images.Length / 128;
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = batch, Threads = threads, Objective = Objective.Logit(2), Capture = ["input.grad"], BackwardRules = rules, Strict = true });
        plan.Load(images);
        plan.Run();
        var gradient = new float[count * 128];
        plan.Read("input.grad", gradient);
        return gradient;
    }

    [Fact]
    public void Rules_that_say_what_gradients_are_change_nothing()
    {
        using Model model = Model.Parse(Net, seed: 3);
        var random = new Random(1);
        float[] images = [.. Enumerable.Range(0, 3 * 128).Select(_ => random.NextSingle() - 0.5f)];
        ReferenceRun<double> exact = ReferenceRun<double>.Execute(model.Graph, ReferenceRun<double>.Copy(model.Parameters), Array.ConvertAll(images, v => (double)v), [], Objective.Logit(2));
        double[] expected = exact.Gradient(model.Graph.Input);
        float[] ruled = Gradient(model, images, 2, 3, new Plain());
        double size = expected.Max(Math.Abs);
        for (int i = 0; i < ruled.Length; i++) Assert.Equal(expected[i], ruled[i], 1e-5 * size);
        Assert.Equal(ruled, Gradient(model, images, 1, 3, new Plain()));
        Assert.Equal(ruled, Gradient(model, images, 3, 7, new Plain()));
        Assert.Equal(ruled[128..256], Gradient(model, images[128..256], 8, 1, new Plain()));
    }

    [Fact]
    public void The_first_of_several_rules_counts()
    {
        using Model model = Model.Parse(Net, seed: 3);
        float[] images = [.. Enumerable.Range(0, 128).Select(i => MathF.Sin(i))];
        float[] once = Gradient(model, images, 2, 1), thrice = Gradient(model, images, 2, 1, new Scaled(3), new Scaled(7));
        for (int i = 0; i < once.Length; i++) Assert.Equal(3 * once[i], thrice[i], 1e-5);
    }

    [Fact]
    public void A_plan_lists_its_rules()
    {
        using Model model = Model.Parse("4 | dense 3 | relu | dense 2", seed: 3);
        using Plan plan = model.Compile(new PlanOptions { Objective = Objective.Logit(1), Capture = ["input.grad"], BackwardRules = [new Scaled(2)] });
        Assert.Contains("dense1 dense by rule", plan.ToString());
        Assert.Contains("dense2 dense by rule", plan.ToString());
    }

    [Fact]
    public void Relevance_starts_with_the_value()
    {
        using Model model = Model.Parse("4 | dense 3", seed: 3);
        using Plan plan = model.Compile(new PlanOptions { Objective = new Relevance(Objective.Difference(1, 2)), Capture = ["dense1.grad"] });
        plan.Load([1, 2, 3, 4]);
        plan.Run();
        var seed = new float[3];
        plan.Read("dense1.grad", seed);
        Assert.Equal([0, plan.Output(0)[1], -plan.Output(0)[2]], seed);
    }
}
