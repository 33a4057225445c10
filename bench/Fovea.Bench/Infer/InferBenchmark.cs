namespace Fovea.Bench;

/// <summary>
/// The ImageNet networks at 224×224, one image and sixteen, ours beside ONNX Runtime; their weights are random. Then six networks of the
/// ONNX project, read from its files, one image: both engines run the same file.
/// </summary>
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

    private static readonly IReadOnlyList<(string Name, string File)> Files =
    [
        ("AlexNet", "light_bvlc_alexnet.onnx"),
        ("Inception v1", "light_inception_v1.onnx"),
        ("ResNet-50", "light_resnet50.onnx"),
        ("SqueezeNet", "light_squeezenet.onnx"),
        ("VGG-19", "light_vgg19.onnx"),
        ("ZFNet-512", "light_zfnet512.onnx"),
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
        foreach ((string name, string file) in Files)
        {
            var c = new NetCase($"{name} from its file b1", 1, "");
            if (!arguments.Wants(c.Name)) continue;
            string path = Path.Combine(Folder(), file);
            using Model model = Onnx.Onnx.Load(path);
            foreach (int threads in arguments.Threads) yield return Measure(c, model, threads, arguments.Repetitions, path);
        }
    }

    private static string Folder()
    {
        const string light = "tests/Fovea.Onnx.Tests/Data/light";
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (Directory.Exists(Path.Combine(d.FullName, light))) return Path.Combine(d.FullName, light);
        throw new DirectoryNotFoundException($"{light} is not above {AppContext.BaseDirectory}: run the benchmark inside the repository");
    }

    private static TimeResult Measure(NetCase c, Model model, int threads, int repetitions, string? file = null)
    {
        using var theirs = new OrtContender(c, model, threads, file);
        using var ours = new FoveaContender(c, model, threads);
        Same.Check(c.Name, ours.Name, ours.Logits(), theirs.Logits(), Tolerance);
        Timing[] t = Alternating.Time([ours.Forward, theirs.Forward], repetitions);
        return new TimeResult(c.Name, threads, t[0], [new("OnnxRuntime", t[1])]);
    }
}
