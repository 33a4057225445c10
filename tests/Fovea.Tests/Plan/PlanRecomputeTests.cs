using static Fovea.Tests.PlanRig;

namespace Fovea.Tests;

/// <summary>Activations that are computed again for the backward pass: the same bits, in less memory.</summary>
public sealed class PlanRecomputeTests
{
    private const string Dropping = "8x8x4 | conv 6 3x3 nobias | bn | relu | dropout 0.3 | conv 6 3x3 nobias | bn | relu | residual(conv 6 3x3 | dropout 0.2 | relu | conv 6 3x3 nobias | bn) | relu "
        + "| conv 6 3x3 | relu6 | maxpool 2 | conv 6 3x3 | gelu | flatten | dense 5 | dropout 0.5 | dense 4";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_random_net_computed_again_has_the_same_bits(int third)
    {
        int cut = 0;
        for (int i = third; i < 90; i += 3)
        {
            var random = new Random(i);
            string net = RandomNet.Text(random) + (random.Next(2) == 0 ? "" : " | relu | dense 4 | bn");
            using Model model = Model.Parse(net, seed: (ulong)i);
            Node[] nodes = [.. model.Graph.Nodes];
            Objective objective = random.Next(3) switch
            {
                0 => Objective.Logit(),
                1 => Objective.CrossEntropy(0.1f),
                _ => Objective.ChannelMean(nodes[random.Next(nodes.Length / 2, nodes.Length)].Name, 0),
            };
            string[] capture = [.. nodes.Where(_ => random.Next(8) == 0).Select(n => n.Name)];
            string[] feed = random.Next(4) == 0 ? [nodes[random.Next(1, nodes.Length / 2)].Name] : [];
            var options = new PlanOptions { MaxBatch = random.Next(2, 5), Threads = 1, Training = random.Next(3) > 0, Objective = objective, ParameterGradients = true, Capture = capture, Feed = feed };
            string where = $"\"{net}\", {objective}, captured {string.Join(' ', capture)}, fed {string.Join(' ', feed)}, seed {i}";
            using Plan kept = model.Compile(options);
            string[] expected = Outcome(kept);
            for (int segments = 2; segments <= 9; segments++)
            {
                using Plan plan = model.Compile(options with { Recompute = true, Segments = segments, Threads = 1 + (segments % 3) });
                Same(expected, Outcome(plan), $"{where}, {segments} segments\n{plan}");
                if (plan.ToString().Contains(" again ", StringComparison.Ordinal)) cut++;
            }
        }
        Assert.True(cut > 60, $"only {cut} plans computed anything again");
    }

    [Fact]
    public void Statistics_move_once_and_dropout_drops_the_same()
    {
        using Model model = Model.Parse(Dropping, seed: 2);
        var options = new PlanOptions { MaxBatch = 4, Threads = 2, Training = true, Objective = Objective.CrossEntropy(), ParameterGradients = true };
        using Plan kept = model.Compile(options), plan = model.Compile(options with { Recompute = true, Segments = 6 });
        Assert.Contains("again conv2d-", plan.ToString(), StringComparison.Ordinal);
        Assert.Contains("again dropout", plan.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("again statistics", plan.ToString(), StringComparison.Ordinal);
        Same(Outcome(kept), Outcome(plan), plan.ToString());
    }

    [Fact]
    public void Without_sharing_memory_too()
    {
        using Model model = Model.Parse(Dropping, seed: 2);
        var options = new PlanOptions { MaxBatch = 3, Threads = 2, Training = true, Objective = Objective.CrossEntropy(), ParameterGradients = true, Optimise = false };
        using Plan kept = model.Compile(options), plan = model.Compile(options with { Recompute = true, Segments = 5 });
        Assert.Contains(" again ", plan.ToString(), StringComparison.Ordinal);
        Same(Outcome(kept), Outcome(plan), plan.ToString());
    }

    [Theory]
    [InlineData(SmallNets.ResNet20, 0.5)]
    [InlineData(SmallNets.SmallVgg, 0.85)]
    public void A_known_net_has_the_same_bits_in_less_memory(string net, double share)
    {
        using Model model = Model.Parse(net, seed: 1);
        var options = new PlanOptions { MaxBatch = 4, Threads = 2, Training = true, Objective = Objective.CrossEntropy(), ParameterGradients = true };
        using Plan kept = model.Compile(options), plan = model.Compile(options with { Recompute = true });
        Assert.True(plan.ArenaBytes < share * kept.ArenaBytes, $"{plan.ArenaBytes:N0} of {kept.ArenaBytes:N0} bytes\n{plan}");
        Assert.Equal(plan.ArenaBytes, Plan.MeasureBytes(model.Graph, plan.Options));
        Same(Outcome(kept), Outcome(plan), plan.ToString());
    }

    [Fact]
    public void Without_gradients_there_is_nothing_to_compute_again()
    {
        using Model model = Model.Parse(SmallNets.ResNet20);
        using Plan plan = model.Compile(new PlanOptions { Recompute = true, MaxBatch = 2 });
        Assert.DoesNotContain(" again ", plan.ToString(), StringComparison.Ordinal);
    }

    // Values, captures, gradients and running statistics after two runs; each starts from the same statistics.
    private static string[] Outcome(Plan plan)
    {
        Model model = plan.Model;
        float[] statistics = model.Parameters.Statistics.Span.ToArray();
        plan.Load(Images(model, plan.Options.MaxBatch));
        foreach (string node in plan.Options.Feed)
        {
            var random = new Random(3);
            plan.Feed(node, [.. Enumerable.Range(0, plan.Options.MaxBatch * (int)model.Graph[node].Shape.Count).Select(_ => random.NextSingle() - 0.3f)]);
        }
        for (int n = 0; n < plan.Options.MaxBatch; n++) plan.Labels[n] = n % 3;
        for (int run = 0; run < 2; run++)
        {
            statistics.CopyTo(model.Parameters.Statistics.Span);
            model.Parameters.MarkChanged();
            plan.Run(5, 3);
        }
        string[] outcome =
        [
            $"values {Bits(plan.Values)}",
            .. plan.Readable.Order(StringComparer.Ordinal).Select(name => $"{name} {Bits(Read(plan, name))}"),
            .. model.Parameters.All.Where(p => p.Spec.IsTrainable).Select(p => $"{p.Name}.grad {Bits(plan.Gradient(p.Name))}"),
            $"statistics {Bits(model.Parameters.Statistics.Span)}",
        ];
        statistics.CopyTo(model.Parameters.Statistics.Span);
        model.Parameters.MarkChanged();
        return outcome;
    }

    private static string Bits(ReadOnlySpan<float> values) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values)));

    private static void Same(string[] expected, string[] actual, string where)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.True(expected[i] == actual[i], $"{expected[i].Split(' ')[0]}: other bits: {where}");
    }
}
