using static Fovea.Tests.PlanRig;

namespace Fovea.Tests;

/// <summary>Random nets, modes, objectives, captures: plans hold the reference's numbers, captured or not, shared memory or not.</summary>
public sealed class PlanRandomNetTests
{
    private const int NetsPerTest = 60;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Plan_of_a_random_net_matches_reference(int half)
    {
        for (int i = half; i < NetsPerTest; i += 2)
        {
            var random = new Random(i);
            string net = RandomNet.Text(random);
            using Model model = Model.Parse(net, seed: (ulong)i);
            foreach (Parameter p in model.Parameters.All.Where(p => !p.Spec.IsDecayed))
                for (int k = 0; k < p.Count; k++) model.Parameters[p.Name][k] += (random.NextSingle() - 0.4f) * 0.3f;
            model.Parameters.MarkChanged();
            Compare(model, net, random, i);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Inference_of_a_random_net_matches_reference(int third)
    {
        for (int i = third; i < 2 * NetsPerTest; i += 3)
        {
            var random = new Random(1000 + i);
            string net = third == 2 ? RandomNet.OfAllOps(random) : RandomNet.OfSums(random);
            using Model model = Model.Parse(net, seed: (ulong)i);
            foreach (Parameter p in model.Parameters.All.Where(p => !p.Spec.IsDecayed))
                for (int k = 0; k < p.Count; k++) model.Parameters[p.Name][k] += (random.NextSingle() - 0.4f) * 0.3f;
            model.Parameters.MarkChanged();
            Infer(model, net, random, i);
        }
    }

    // Any node captured or fed; any number of threads gives the same bits.
    private static void Infer(Model model, string net, Random random, int seed)
    {
        int batch = random.Next(1, 4);
        float[] images = Images(model, batch, seed);
        Node[] nodes = [.. model.Graph.Nodes];
        var reference = ReferenceRun<double>.Execute(model.Graph, ReferenceRun<double>.Copy(model.Parameters), Array.ConvertAll(images, v => (double)v), []);
        string[] some = [.. nodes.Where(_ => random.Next(6) == 0).Select(n => n.Name)];
        string feed = nodes[random.Next(1, nodes.Length)].Name;
        var options = new PlanOptions { MaxBatch = batch + random.Next(2), Threads = random.Next(1, 4) };
        using Plan plain = model.Compile(options), other = model.Compile(options with { Threads = (options.Threads % 3) + 1 });
        using Plan captured = model.Compile(options with { Capture = some }), fed = model.Compile(options with { Capture = some, Feed = [feed] });
        using Plan loose = model.Compile(options with { Optimise = false });
        string where = $"\"{net}\", batch {batch}, captured {string.Join(' ', some)}, fed {feed}, seed {seed}";
        fed.Feed(feed, Array.ConvertAll(reference.Activation(model.Graph[feed]), v => (float)v));
        foreach (Plan plan in (Plan[])[plain, other, captured, fed, loose])
        {
            plan.Load(images);
            // Twice: memory that the first run left behind must not matter.
            for (int twice = 0; twice < 2; twice++) plan.Run();
            foreach (string name in plan.Readable) Near(reference.Activation(model.Graph[name]), Read(plan, name), $"{where}: {name}", plan);
        }
        SameBits(Read(plain, model.Graph.Output.Name), Read(other, model.Graph.Output.Name), $"{where}: other threads");
    }

    private static void Compare(Model model, string net, Random random, int seed)
    {
        // Two at least: one value has no variance for the batch norm of a vector.
        int batch = random.Next(2, 5);
        bool training = random.Next(2) == 0;
        float[] images = Images(model, batch, seed);
        int[] labels = [.. Enumerable.Range(0, batch).Select(_ => random.Next(3))];
        Node[] nodes = [.. model.Graph.Nodes];
        Objective objective = random.Next(3) switch
        {
            0 => Objective.Logit(),
            1 => Objective.CrossEntropy(0.1f),
            _ => Objective.ChannelMean(nodes[random.Next(nodes.Length)].Name, 0),
        };
        string where = $"\"{net}\", {objective}, batch {batch}, {(training ? "training" : "inference")}, seed {seed}";
        float[] statistics = model.Parameters.Statistics.Span.ToArray();
        var reference = ReferenceRun<double>.Execute(model.Graph, ReferenceRun<double>.Copy(model.Parameters), Array.ConvertAll(images, v => (double)v), labels, objective, training, 5, 3);

        Node target = objective.Target(model.Graph);
        HashSet<Node> upstream = Upstream(target);
        var options = new PlanOptions { MaxBatch = batch + random.Next(2), Threads = random.Next(1, 4), Training = training, Objective = objective, ParameterGradients = true };
        string[] some = [.. nodes.SelectMany(n => upstream.Contains(n) ? (string[])[n.Name, n.Name + ".grad"] : [n.Name]).Where(_ => random.Next(6) == 0)];
        using Plan plain = model.Compile(options);
        using Plan captured = model.Compile(options with { Capture = some });
        using Plan loose = model.Compile(options with { Capture = upstream.Contains(model.Graph.Input) ? ["input.grad"] : [], Optimise = false });
        foreach (Plan plan in (Plan[])[plain, captured, loose])
            for (int twice = 0; twice < 2; twice++)
            {
                statistics.CopyTo(model.Parameters.Statistics.Span);
                model.Parameters.MarkChanged();
                plan.Load(images);
                labels.CopyTo(plan.Labels);
                plan.Run(5, 3);
            }
        statistics.CopyTo(model.Parameters.Statistics.Span);
        foreach (Plan plan in (Plan[])[captured, loose])
            foreach (string name in plan.Readable)
                Near(name.EndsWith(".grad", StringComparison.Ordinal) ? reference.Gradient(model.Graph[name[..^5]]) : reference.Activation(model.Graph[name]), Read(plan, name), $"{where}: {name}", plan);
        SameBits(plain.Values, captured.Values, $"{where}: values with and without capture");
        foreach (Parameter p in model.Parameters.All.Where(p => p.Spec.IsTrainable))
        {
            double[] expected = upstream.Contains(p.Node) ? reference.ParameterGradient(p.Name) : new double[p.Count];
            Near(expected, plain.Gradient(p.Name), $"{where}: {p.Name}.grad", plain);
            Near(expected, loose.Gradient(p.Name), $"{where}: {p.Name}.grad, unoptimised", loose);
            SameBits(plain.Gradient(p.Name), captured.Gradient(p.Name), $"{where}: {p.Name}.grad with and without capture");
        }
    }

    private static HashSet<Node> Upstream(Node target)
    {
        var found = new HashSet<Node>();
        var open = new Stack<Node>([target]);
        while (open.TryPop(out Node? node))
            if (found.Add(node))
                foreach (Node input in node.Inputs) open.Push(input);
        return found;
    }

    // A sum that is zero by theory (an offset before batch norm) leaves rounding: small values count against 0.03 in each element.
    private static void Near(double[] expected, ReadOnlySpan<float> actual, string what, Plan plan)
    {
        double difference = 0, norm = 0;
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow(expected[i] - actual[i], 2);
            norm += Math.Pow(expected[i], 2);
        }
        double error = Math.Sqrt(difference / Math.Max(norm, 1e-3 * expected.Length));
        Assert.True(error <= 1e-4, $"{what} is off by {error:E2}\n{plan}");
    }
}
