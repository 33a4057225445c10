namespace Fovea.Bench;

/// <summary>Forward passes and training steps of small networks, ours beside libtorch's two layouts.</summary>
internal sealed class TrainBenchmark() : Benchmark("train", "milliseconds", "ours", "default", "ch.-last")
{
    private const int Steps = 3;
    private const double LossTolerance = 1e-3, LogitTolerance = 1e-4;

    private static readonly NetCase[] Cases =
    [
        new("LeNet-5 b64", 64, SmallNets.LeNet5),
        new("Fashion CNN b64", 64, SmallNets.TwoConv),
        new("ResNet-20 b128", 128, SmallNets.ResNet20),
        new("VGG b64", 64, SmallNets.SmallVgg),
        new("ResNet-18 b32", 32, ResNets.ResNet18Cifar),
    ];

    public override IEnumerable<Result> Run(Arguments arguments)
    {
        foreach (NetCase c in Cases)
        {
            string forward = $"{c.Name} forward", train = $"{c.Name} train";
            foreach (int threads in arguments.Threads)
            {
                if (arguments.Wants(forward)) yield return Forward(c, forward, threads, arguments.Repetitions);
                if (arguments.Wants(train)) yield return Train(c, train, threads, arguments.Repetitions);
            }
        }
    }

    private static TimeResult Forward(NetCase c, string name, int threads, int repetitions)
    {
        using Model model = Model.Parse(c.Net, seed: 1);
        using var ours = new FoveaContender(c, model, threads);
        using var standard = new TorchContender(c, model, channelsLast: false, threads);
        using var channelsLast = new TorchContender(c, model, channelsLast: true, threads);
        Contender[] contenders = [ours, standard, channelsLast];
        float[] logits = standard.Logits();
        foreach (Contender x in contenders) Same.Check(name, x.Name, x.Logits(), logits, LogitTolerance);
        return ToResult(name, threads, Alternating.Time([.. contenders.Select(x => (Action)x.Forward)], repetitions));
    }

    private static TimeResult Train(NetCase c, string name, int threads, int repetitions)
    {
        using Model model = Model.Parse(c.Net, seed: 1);
        using var standard = new TorchTrainer(c, model, channelsLast: false, threads);
        using var channelsLast = new TorchTrainer(c, model, channelsLast: true, threads);
        using var ours = new FoveaTrainer(c, model, threads);
        Trainer[] trainers = [ours, standard, channelsLast];
        SameLosses(name, trainers);
        return ToResult(name, threads, Alternating.Time([.. trainers.Select(x => (Action)(() => x.Step()))], repetitions));
    }

    private static TimeResult ToResult(string name, int threads, Timing[] t)
        => new(name, threads, t[0], [new("Default", t[1]), new("ChannelsLast", t[2])]);

    /// <summary>Equal losses on the first steps from the same weights.</summary>
    private static void SameLosses(string name, Trainer[] trainers)
    {
        for (int step = 0; step < Steps; step++)
        {
            float[] losses = [.. trainers.Select(x => x.Step())];
            for (int i = 0; i < losses.Length; i++)
            {
                if (!(Math.Abs(losses[i] - losses[1]) <= LossTolerance * losses[1]))
                    throw new InvalidOperationException(
                        $"{name}, step {step + 1}: {trainers[i].Name} has loss {losses[i]}, {trainers[1].Name} {losses[1]}: they do not compute the same");
            }
        }
    }
}
