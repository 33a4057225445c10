namespace Fovea.Bench;

/// <summary>One small image at a time: what a call costs beyond its arithmetic, and what ours leaves for the garbage collector.</summary>
internal sealed class LatencyBenchmark() : Benchmark("latency", "microseconds", "ours", "default", "ch.-last", "ONNX Runtime", "our bytes/call")
{
    private const double Tolerance = 1e-4;
    private const int CountedCalls = 1000;

    private static readonly NetCase[] Cases =
    [
        new("LeNet-5 b1", 1, SmallNets.LeNet5),
        new("Fashion CNN b1", 1, SmallNets.TwoConv),
    ];

    public override IEnumerable<Result> Run(Arguments arguments)
    {
        foreach (NetCase c in Cases.Where(c => arguments.Wants(c.Name)))
        {
            using Model model = Model.Parse(c.Net, seed: 1);
            foreach (int threads in arguments.Threads) yield return Measure(c, model, threads, arguments.Repetitions);
        }
    }

    private static TimeResult Measure(NetCase c, Model model, int threads, int repetitions)
    {
        using var ours = new FoveaContender(c, model, threads);
        using var standard = new TorchContender(c, model, channelsLast: false, threads);
        using var channelsLast = new TorchContender(c, model, channelsLast: true, threads);
        using var runtime = new OrtContender(c, model, threads);
        Contender[] contenders = [ours, standard, channelsLast, runtime];
        float[] logits = standard.Logits();
        foreach (Contender x in contenders) Same.Check(c.Name, x.Name, x.Logits(), logits, Tolerance);

        Timing[] t = Alternating.Time([.. contenders.Select(x => (Action)x.Forward)], repetitions);
        double bytes = BytesPerCall(ours);
        return new TimeResult(c.Name, threads, t[0], [new("Default", t[1]), new("ChannelsLast", t[2]), new("OnnxRuntime", t[3])])
        {
            IsInMicroseconds = true,
            OursBytesPerCall = bytes,
        };
    }

    // Of all threads: the team's workers must not allocate either.
    private static double BytesPerCall(FoveaContender ours)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < CountedCalls; i++) ours.Forward();
        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / CountedCalls;
    }
}
