namespace Fovea.Tests;

/// <summary>
/// Names and shapes of other libraries' state dictionaries, written the way those libraries build their modules and independent of the rules under
/// test: names in full, shapes O I H W.
/// </summary>
internal static class TorchNames
{
    public sealed record Entry(string Name, params long[] Shape)
    {
        public long Count => Shape.Aggregate(1L, (a, b) => a * b);

        /// <summary>Running statistics are no parameters.</summary>
        public bool IsBuffer => Name.Contains("running_", StringComparison.Ordinal) || Name.EndsWith("num_batches_tracked", StringComparison.Ordinal);
    }

    public static IEnumerable<Entry> Conv(string name, int o, int i, int k, bool bias = false)
        => bias ? [new($"{name}.weight", o, i, k, k), new($"{name}.bias", o)] : [new($"{name}.weight", o, i, k, k)];

    public static IEnumerable<Entry> Norm(string name, int c)
        => [new($"{name}.weight", c), new($"{name}.bias", c), new($"{name}.running_mean", c), new($"{name}.running_var", c), new($"{name}.num_batches_tracked")];

    public static IEnumerable<Entry> Linear(string name, int o, int i) => [new($"{name}.weight", o, i), new($"{name}.bias", o)];

    /// <summary>torchvision's resnet18 and 34 (two 3×3 a block), 50 (1×1, 3×3, 1×1); also kuangliu's for CIFAR-10.</summary>
    public static IEnumerable<Entry> ResNet(int[] depths, bool bottleneck, int stem = 7, string shortcut = "downsample", string fc = "fc", int classes = 1000)
    {
        foreach (Entry e in (Entry[])[.. Conv("conv1", 64, 3, stem), .. Norm("bn1", 64)]) yield return e;
        int inputs = 64;
        for (int stage = 0; stage < 4; stage++)
        {
            int width = 64 << stage, outputs = bottleneck ? 4 * width : width;
            for (int b = 0; b < depths[stage]; b++)
            {
                string name = $"layer{stage + 1}.{b}";
                Entry[] block = bottleneck
                    ? [.. Conv($"{name}.conv1", width, inputs, 1), .. Norm($"{name}.bn1", width), .. Conv($"{name}.conv2", width, width, 3), .. Norm($"{name}.bn2", width),
                        .. Conv($"{name}.conv3", outputs, width, 1), .. Norm($"{name}.bn3", outputs)]
                    : [.. Conv($"{name}.conv1", width, inputs, 3), .. Norm($"{name}.bn1", width), .. Conv($"{name}.conv2", width, width, 3), .. Norm($"{name}.bn2", width)];
                foreach (Entry e in block) yield return e;
                if (inputs != outputs)
                    foreach (Entry e in (Entry[])[.. Conv($"{name}.{shortcut}.0", outputs, inputs, 1), .. Norm($"{name}.{shortcut}.1", outputs)]) yield return e;
                inputs = outputs;
            }
        }
        foreach (Entry e in Linear(fc, classes, inputs)) yield return e;
    }

    public static IEnumerable<Entry> AlexNet() =>
    [
        .. Conv("features.0", 64, 3, 11, bias: true), .. Conv("features.3", 192, 64, 5, bias: true), .. Conv("features.6", 384, 192, 3, bias: true),
        .. Conv("features.8", 256, 384, 3, bias: true), .. Conv("features.10", 256, 256, 3, bias: true),
        .. Linear("classifier.1", 4096, 9216), .. Linear("classifier.4", 4096, 4096), .. Linear("classifier.6", 1000, 4096),
    ];

    /// <summary>Channels and 'M' for a pooling, as in torchvision's cfgs.</summary>
    public static IEnumerable<Entry> Vgg(string cfg, bool norm, bool timm = false)
    {
        int place = 0, inputs = 3;
        foreach (string word in cfg.Split(' '))
        {
            if (word == "M")
            {
                place++;
                continue;
            }
            int outputs = int.Parse(word);
            foreach (Entry e in Conv($"features.{place}", outputs, inputs, 3, bias: true)) yield return e;
            if (norm)
                foreach (Entry e in Norm($"features.{place + 1}", outputs)) yield return e;
            place += norm ? 3 : 2;
            inputs = outputs;
        }
        Entry[] head = timm
            ? [.. Conv("pre_logits.fc1", 4096, 512, 7, bias: true), .. Conv("pre_logits.fc2", 4096, 4096, 1, bias: true), .. Linear("head.fc", 1000, 4096)]
            : [.. Linear("classifier.0", 4096, 25088), .. Linear("classifier.3", 4096, 4096), .. Linear("classifier.6", 1000, 4096)];
        foreach (Entry e in head) yield return e;
    }

    public const string VggA = "64 M 128 M 256 256 M 512 512 M 512 512 M", VggB = "64 64 M 128 128 M 256 256 M 512 512 M 512 512 M",
        VggD = "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M", VggE = "64 64 M 128 128 M 256 256 256 256 M 512 512 512 512 M 512 512 512 512 M";

    public static IEnumerable<Entry> SqueezeNet()
    {
        foreach (Entry e in Conv("features.0", 64, 3, 3, bias: true)) yield return e;
        foreach ((int at, int inputs, int s, int x) in ((int, int, int, int)[])[(3, 64, 16, 64), (4, 128, 16, 64), (6, 128, 32, 128), (7, 256, 32, 128),
            (9, 256, 48, 192), (10, 384, 48, 192), (11, 384, 64, 256), (12, 512, 64, 256)])
            foreach (Entry e in (Entry[])[.. Conv($"features.{at}.squeeze", s, inputs, 1, bias: true), .. Conv($"features.{at}.expand1x1", x, s, 1, bias: true), .. Conv($"features.{at}.expand3x3", x, s, 3, bias: true)])
                yield return e;
        foreach (Entry e in Conv("classifier.1", 1000, 512, 1, bias: true)) yield return e;
    }

    // Expansion, channels, repeats, as in the paper's table 2.
    private static readonly (int T, int C, int N)[] MobileNetStages = [(1, 16, 1), (6, 24, 2), (6, 32, 3), (6, 64, 4), (6, 96, 3), (6, 160, 3), (6, 320, 1)];

    public static IEnumerable<Entry> MobileNetV2(bool timm)
    {
        int inputs = 32, block = 1;
        foreach (Entry e in (Entry[])[.. Conv(timm ? "conv_stem" : "features.0.0", 32, 3, 3), .. Norm(timm ? "bn1" : "features.0.1", 32)]) yield return e;
        for (int stage = 0; stage < MobileNetStages.Length; stage++)
        {
            (int t, int c, int n) = MobileNetStages[stage];
            for (int i = 0; i < n; i++, block++, inputs = c)
            {
                int wide = t * inputs;
                string f = $"features.{block}.conv", b = $"blocks.{stage}.{i}";
                Entry[] entries = (timm, t) switch
                {
                    (false, 1) => [.. Conv($"{f}.0.0", wide, 1, 3), .. Norm($"{f}.0.1", wide), .. Conv($"{f}.1", c, wide, 1), .. Norm($"{f}.2", c)],
                    (false, _) => [.. Conv($"{f}.0.0", wide, inputs, 1), .. Norm($"{f}.0.1", wide), .. Conv($"{f}.1.0", wide, 1, 3), .. Norm($"{f}.1.1", wide), .. Conv($"{f}.2", c, wide, 1), .. Norm($"{f}.3", c)],
                    (true, 1) => [.. Conv($"{b}.conv_dw", wide, 1, 3), .. Norm($"{b}.bn1", wide), .. Conv($"{b}.conv_pw", c, wide, 1), .. Norm($"{b}.bn2", c)],
                    _ => [.. Conv($"{b}.conv_pw", wide, inputs, 1), .. Norm($"{b}.bn1", wide), .. Conv($"{b}.conv_dw", wide, 1, 3), .. Norm($"{b}.bn2", wide), .. Conv($"{b}.conv_pwl", c, wide, 1), .. Norm($"{b}.bn3", c)],
                };
                foreach (Entry e in entries) yield return e;
            }
        }
        foreach (Entry e in (Entry[])[.. Conv(timm ? "conv_head" : "features.18.0", 1280, 320, 1), .. Norm(timm ? "bn2" : "features.18.1", 1280), .. Linear(timm ? "classifier" : "classifier.1", 1000, 1280)])
            yield return e;
    }

    public static IEnumerable<Entry> DenseNet121(bool old = false)
    {
        int channels = 64;
        foreach (Entry e in (Entry[])[.. Conv("features.conv0", 64, 3, 7), .. Norm("features.norm0", 64)]) yield return e;
        int[] depths = [6, 12, 24, 16];
        string dot = old ? "." : "";
        for (int b = 1; b <= 4; b++)
        {
            for (int l = 1; l <= depths[b - 1]; l++, channels += 32)
            {
                string n = $"features.denseblock{b}.denselayer{l}";
                foreach (Entry e in (Entry[])[.. Norm($"{n}.norm{dot}1", channels), .. Conv($"{n}.conv{dot}1", 128, channels, 1), .. Norm($"{n}.norm{dot}2", 128), .. Conv($"{n}.conv{dot}2", 32, 128, 3)]) yield return e;
            }
            if (b == 4) break;
            foreach (Entry e in (Entry[])[.. Norm($"features.transition{b}.norm", channels), .. Conv($"features.transition{b}.conv", channels / 2, channels, 1)]) yield return e;
            channels /= 2;
        }
        foreach (Entry e in (Entry[])[.. Norm("features.norm5", channels), .. Linear("classifier", 1000, channels)]) yield return e;
    }

    private static readonly (string Name, int In, int A, int B, int C, int D, int E, int F)[] Inceptions =
    [
        ("3a", 192, 64, 96, 128, 16, 32, 32), ("3b", 256, 128, 128, 192, 32, 96, 64), ("4a", 480, 192, 96, 208, 16, 48, 64), ("4b", 512, 160, 112, 224, 24, 64, 64),
        ("4c", 512, 128, 128, 256, 24, 64, 64), ("4d", 512, 112, 144, 288, 32, 64, 64), ("4e", 528, 256, 160, 320, 32, 128, 128), ("5a", 832, 256, 160, 320, 32, 128, 128),
        ("5b", 832, 384, 192, 384, 48, 128, 128),
    ];

    public static IEnumerable<Entry> GoogLeNet(bool auxiliary)
    {
        static Entry[] Unit(string n, int o, int i, int k) => [.. Conv($"{n}.conv", o, i, k), .. Norm($"{n}.bn", o)];
        foreach (Entry e in (Entry[])[.. Unit("conv1", 64, 3, 7), .. Unit("conv2", 64, 64, 1), .. Unit("conv3", 192, 64, 3)]) yield return e;
        foreach ((string name, int inputs, int a, int b, int c, int d, int x, int f) in Inceptions)
        {
            string n = $"inception{name}";
            foreach (Entry e in (Entry[])[.. Unit($"{n}.branch1", a, inputs, 1), .. Unit($"{n}.branch2.0", b, inputs, 1), .. Unit($"{n}.branch2.1", c, b, 3),
                .. Unit($"{n}.branch3.0", d, inputs, 1), .. Unit($"{n}.branch3.1", x, d, 3), .. Unit($"{n}.branch4.1", f, inputs, 1)]) yield return e;
        }
        if (auxiliary)
            foreach ((string n, int inputs) in ((string, int)[])[("aux1", 512), ("aux2", 528)])
                foreach (Entry e in (Entry[])[.. Unit($"{n}.conv", 128, inputs, 1), .. Linear($"{n}.fc1", 1024, 2048), .. Linear($"{n}.fc2", 1000, 1024)]) yield return e;
        foreach (Entry e in Linear("fc", 1000, 1024)) yield return e;
    }

    public static IEnumerable<Entry> ConvNeXtTiny(bool timm)
    {
        static Entry[] Layer(string n, int c) => [new($"{n}.weight", c), new($"{n}.bias", c)];
        int[] depths = [3, 3, 9, 3];
        foreach (Entry e in (Entry[])[.. Conv(timm ? "stem.0" : "features.0.0", 96, 3, 4, bias: true), .. Layer(timm ? "stem.1" : "features.0.1", 96)]) yield return e;
        for (int s = 0; s < 4; s++)
        {
            int c = 96 << s;
            if (s > 0)
            {
                string d = timm ? $"stages.{s}.downsample" : $"features.{2 * s}";
                foreach (Entry e in (Entry[])[.. Layer($"{d}.0", c / 2), .. Conv($"{d}.1", c, c / 2, 2, bias: true)]) yield return e;
            }
            for (int b = 0; b < depths[s]; b++)
            {
                string n = timm ? $"stages.{s}.blocks.{b}" : $"features.{2 * s + 1}.{b}";
                Entry[] entries = timm
                    ? [new($"{n}.gamma", c), .. Conv($"{n}.conv_dw", c, 1, 7, bias: true), .. Layer($"{n}.norm", c), .. Linear($"{n}.mlp.fc1", 4 * c, c), .. Linear($"{n}.mlp.fc2", c, 4 * c)]
                    : [new($"{n}.layer_scale", c, 1, 1), .. Conv($"{n}.block.0", c, 1, 7, bias: true), .. Layer($"{n}.block.2", c), .. Linear($"{n}.block.3", 4 * c, c), .. Linear($"{n}.block.5", c, 4 * c)];
                foreach (Entry e in entries) yield return e;
            }
        }
        foreach (Entry e in (Entry[])[.. Layer(timm ? "head.norm" : "classifier.0", 768), .. Linear(timm ? "head.fc" : "classifier.2", 1000, 768)]) yield return e;
    }
}
