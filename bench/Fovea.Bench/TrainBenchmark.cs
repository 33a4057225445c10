namespace Fovea.Bench;

/// <summary>Forward passes and training steps, ours beside libtorch's two layouts.</summary>
internal static class TrainBenchmark
{
    private const int Steps = 3;
    private const double LossTolerance = 1e-3;

    public static IEnumerable<Result> Run(TrainCase c, int threads, int repetitions)
    {
        using Model model = Model.Parse(c.Net, seed: 1);
        using var standard = new TorchContender(c, model, channelsLast: false, threads);
        using var channelsLast = new TorchContender(c, model, channelsLast: true, threads);
        using var ours = new FoveaContender(c, model, threads);
        Contender[] contenders = [standard, channelsLast, ours];
        SameLosses(c, contenders);

        double[] forward = Alternating.Medians([.. contenders.Select(x => (Action)x.Forward)], repetitions);
        yield return ToResult($"{c.Name} forward", threads, forward);
        double[] step = Alternating.Medians([.. contenders.Select(x => (Action)(() => x.Step()))], repetitions);
        yield return ToResult($"{c.Name} train", threads, step);
    }

    private static Result ToResult(string name, int threads, double[] ms) => new(name, threads, ms[2], ms[0], ms[1]);

    /// <summary>The engines must do the same work: equal losses on the first steps from the same weights.</summary>
    private static void SameLosses(TrainCase c, Contender[] contenders)
    {
        for (int step = 0; step < Steps; step++)
        {
            float[] losses = [.. contenders.Select(x => x.Step())];
            for (int i = 1; i < losses.Length; i++)
            {
                if (!(Math.Abs(losses[i] - losses[0]) <= LossTolerance * losses[0]))
                    throw new InvalidOperationException(
                        $"{c.Name}, step {step + 1}: {contenders[i].Name} has loss {losses[i]}, {contenders[0].Name} {losses[0]}: they do not compute the same");
            }
        }
    }
}
