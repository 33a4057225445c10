namespace Fovea.Bench;

/// <summary>The ImageNet networks at 224×224, one image and sixteen, ours beside ONNX Runtime. Their weights are random.</summary>
internal sealed class InferBenchmark() : Benchmark("infer", "milliseconds", "ours", "ONNX Runtime")
{
    private const double Tolerance = 1e-3;

    private static readonly IReadOnlyList<(string Name, string Net)> Nets =
    [
        ("ResNet-18", ResNets.ResNet18),
        ("ResNet-50", ResNets.ResNet50),
        ("VGG-16", VggNets.Vgg16),
        ("VGG-19", VggNets.Vgg19),
        ("SqueezeNet 1.1", LeanNets.SqueezeNet),
        ("MobileNetV2", LeanNets.MobileNetV2),
    ];

    public override IEnumerable<Result> Run(Arguments arguments)
    {
        foreach ((string name, string net) in Nets)
        {
            NetCase[] cases = [.. new[] { 1, 16 }.Select(batch => new NetCase($"{name} b{batch}", batch, net)).Where(c => arguments.Wants(c.Name))];
            if (cases.Length == 0) continue;
            using Model model = Model.Parse(net, seed: 1);
            foreach (NetCase c in cases)
            {
                foreach (int threads in arguments.Threads) yield return Measure(c, model, threads, arguments.Repetitions);
            }
        }
    }

    private static TimeResult Measure(NetCase c, Model model, int threads, int repetitions)
    {
        using var theirs = new OrtContender(c, model, threads);
        using var ours = new FoveaContender(c, model, threads);
        Same.Check(c.Name, ours.Name, ours.Logits(), theirs.Logits(), Tolerance);
        Timing[] t = Alternating.Time([ours.Forward, theirs.Forward], repetitions);
        return new TimeResult(c.Name, threads, t[0], [new("OnnxRuntime", t[1])]);
    }
}
