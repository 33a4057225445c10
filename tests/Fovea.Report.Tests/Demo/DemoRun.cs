namespace Fovea.Report.Tests;

/// <summary>A report with made-up but plausible contents: every section filled, the same every time.</summary>
internal static class DemoRun
{
    internal static RunReport Make(int images = 6)
    {
        string[] classes = Garments.Classes;
        var random = new Random(3);
        ConfusionMatrix confusion = Confusion(classes, random);
        TinyNet before = new(trained: false), after = new(trained: true);
        return new RunReport
        {
            Title = "fashion-cnn",
            Data = "10,000 training images (1,000 of them held out for validation) and 2,000 test images of Fashion-MNIST, 10 classes, 28×28 grey.",
            Command = "fovea demo --seed 42 --out runs/demo",
            Finished = "23 November 2026, 02:10 UTC",
            NetText = "28x28x1 | conv 16 5x5 same | relu | maxpool 2 | conv 32 3x3 same | relu | maxpool 2 | flatten | dense 10",
            Classes = classes,
            Test = confusion.Score with { Loss = 0.3121 },
            TrainSeconds = 38.4,
            Summary =
            [
                new("conv1", "conv 16 5×5 same", "28×28×16", 416, 313_600, "5×5"),
                new("relu1", "relu", "28×28×16", 0, 0, "5×5"),
                new("pool1", "maxpool 2", "14×14×16", 0, 0, "6×6"),
                new("conv2", "conv 32 3×3 same", "14×14×32", 4_640, 903_168, "10×10"),
                new("relu2", "relu", "14×14×32", 0, 0, "10×10"),
                new("pool2", "maxpool 2", "7×7×32", 0, 0, "12×12"),
                new("flatten", "flatten", "1568", 0, 0, "28×28"),
                new("dense", "dense 10", "10", 15_690, 15_680, "28×28"),
            ],
            Epochs = [.. Enumerable.Range(1, 8).Select(e => new EpochRow(e,
                0.22 + 0.85 * Math.Exp(-0.55 * e) + 0.01 * random.NextDouble(), 0.925 - 0.3 * Math.Exp(-0.5 * e) + 0.004 * random.NextDouble(),
                0.305 + 0.55 * Math.Exp(-0.75 * e) + 0.004 * Math.Max(0, e - 6) + 0.01 * random.NextDouble(), 0.892 - 0.16 * Math.Exp(-0.5 * e) + 0.003 * random.NextDouble(),
                0.0005 * (1 + Math.Cos(Math.PI * e / 8)) + 1e-6, 4.6 + 0.4 * random.NextDouble()))],
            TrainMeasuredOn = "flipped and shifted batches, while the weights still change",
            ValidationMeasuredOn = "1,000 images held out of training, after each epoch",
            Confusion = confusion,
            Mistakes = [.. Enumerable.Range(0, 12).Select(i => new Mistake(Garments.Draw(new[] { 6, 4, 0, 2, 7, 9, 6, 3, 5, 8, 2, 4 }[i], 40 + i),
                classes[new[] { 6, 4, 0, 2, 7, 9, 6, 3, 5, 8, 2, 4 }[i]], classes[new[] { 0, 2, 6, 4, 9, 7, 2, 0, 7, 0, 6, 6 }[i]],
                0.998 - 0.011 * i, 0.001 + 0.004 * i, $"test #{37 + 151 * i}"))],
            Filters = [new FilterBank("conv1", 5, 5, 1, TinyNet.Filters1, after.Conv1, before.Conv1)],
            Maps = [.. Enumerable.Range(0, images).Select(i => Maps(new[] { 9, 0, 8, 1, 5, 3 }[i % 6], i, before, after))],
            Cams = [.. Enumerable.Range(0, 8).Select(i => Cam(i, after))],
            Settings =
            [
                new("optimiser", "Adam, learning rate 0.001"), new("schedule", "cosine, no warm-up"), new("batch", "64"), new("epochs", "8"),
                new("augmentation", "flip, shift ±2"), new("seed", "42"),
            ],
            Timings = [new("decoding", "0.9 s"), new("training", "34.1 s"), new("validation", "2.3 s"), new("explaining", "1.1 s")],
            Environment =
            [
                new("processor", "AMD EPYC 7B13, 2 cores, AVX2"), new("kernels", "Avx2"), new("system", "Debian 12, .NET 10.0.1"), new("Fovea", "0.1.0"),
            ],
        };
    }

    private static ImageMaps Maps(int garment, int seed, TinyNet before, TinyNet after)
    {
        PixelImage image = Garments.Draw(garment, seed);
        var layers = before.Run(image).Zip(after.Run(image), (b, a) => new LayerMaps(b.Name, b.H, b.W, b.C, a.Values, b.Values)).ToList();
        var random = new Random(seed);
        float[] logits = [.. Enumerable.Range(0, 10).Select(c => (float)(c == garment ? 7.5 : 4 * random.NextDouble() - 3.2))];
        float[] untrained = [.. Enumerable.Range(0, 10).Select(_ => (float)(0.3 * (random.NextDouble() - 0.5)))];
        layers.Add(new LayerMaps("dense", 1, 1, 10, logits, untrained));
        return new ImageMaps
        {
            Image = image,
            Name = $"test #{12 + 7 * seed}",
            Actual = Garments.Classes[garment],
            Layers = layers,
            ProbabilitiesBefore = Softmax(untrained),
            ProbabilitiesAfter = Softmax(logits),
        };
    }

    private static CamPicture Cam(int i, TinyNet net)
    {
        int garment = new[] { 9, 1, 8, 3, 6, 4, 7, 2 }[i];
        PixelImage image = Garments.Draw(garment, 70 + i);
        (_, int h, int w, int c, float[] values) = net.Run(image)[^1];
        var random = new Random(i);
        double[] weights = [.. Enumerable.Range(0, c).Select(_ => random.NextDouble() - 0.3)];
        float[] map = [.. Enumerable.Range(0, h * w).Select(p => (float)Math.Max(0, Enumerable.Range(0, c).Sum(k => weights[k] * values[p * c + k])))];
        return new CamPicture
        {
            Image = image,
            Map = map,
            MapHeight = h,
            MapWidth = w,
            Actual = Garments.Classes[garment],
            Predicted = i < 4 ? Garments.Classes[garment] : Garments.Classes[new[] { 0, 2, 9, 4 }[i - 4]],
            Probability = 0.99 - 0.07 * i,
            Node = "pool2",
            Name = $"test #{5 + 31 * i}",
        };
    }

    private static ConfusionMatrix Confusion(string[] classes, Random random)
    {
        var counts = new int[10, 10];
        var pairs = new Dictionary<(int, int), double>
        {
            [(6, 0)] = 0.13,
            [(6, 2)] = 0.08,
            [(6, 4)] = 0.07,
            [(0, 6)] = 0.09,
            [(2, 4)] = 0.08,
            [(4, 2)] = 0.07,
            [(2, 6)] = 0.06,
            [(4, 6)] = 0.06,
            [(7, 9)] = 0.03,
            [(9, 7)] = 0.035,
            [(5, 7)] = 0.02,
            [(3, 4)] = 0.03,
            [(3, 0)] = 0.02,
            [(8, 0)] = 0.006,
        };
        for (int a = 0; a < 10; a++)
            for (int image = 0; image < 200; image++)
            {
                double draw = random.NextDouble();
                int answer = a;
                foreach (((int from, int to), double share) in pairs.Where(p => p.Key.Item1 == a))
                {
                    draw -= share;
                    if (draw < 0)
                    {
                        answer = to;
                        break;
                    }
                }
                counts[a, answer]++;
            }
        return new ConfusionMatrix(classes, counts, "2,000 test images");
    }

    private static float[] Softmax(float[] logits)
    {
        double[] e = [.. logits.Select(l => Math.Exp(l - logits.Max()))];
        return [.. e.Select(v => (float)(v / e.Sum()))];
    }
}
