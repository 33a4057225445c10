using Fovea.Kernels;

namespace Fovea.Analysis.Tests;

/// <summary>What is measured on a sound network, its images and its training: each number is drawn from the range that is usual for it.</summary>
/// <remarks>The numbers of a network are always the same; those of two networks differ.</remarks>
internal static class SoundFacts
{
    public const int Held = 10_000;

    /// <summary>The zoo nets for images of at most 64 pixels, those that one trains at home.</summary>
    public static IReadOnlyList<string> Nets { get; } = [.. Zoo.Nets.Where(n => NetText.Parse(n.Value).Input.Shape.Height <= 64).Select(n => n.Key)];

    /// <summary>Mean and deviation of CIFAR-10 and of MNIST.</summary>
    public static readonly double[] ColourMean = [0.4914, 0.4822, 0.4465], ColourStd = [0.2470, 0.2435, 0.2616], GreyMean = [0.1307], GreyStd = [0.3081];

    /// <summary>Facts about the images, the first weights, the first steps, the run and the answers.</summary>
    public static LintSubject First(LintSubject s)
    {
        int classes = s.Graph.Output.Shape.Channels;
        Node[] weighted = [.. s.Graph.Nodes.Where(n => n.Op is Conv2d or Dense)];
        double right = Draw(s, "right", 0.88, 0.94);
        return s with
        {
            Augmented = true,
            Data = Data(s, classes),
            Activations = new ActivationFacts { Images = 1024, Trained = false, Nodes = [.. s.Graph.Nodes.Where(n => n.Op is Conv2d or Dense or Activation).Select(n => Activity(s, n))] },
            Weights = new WeightFacts([.. weighted.Select(n => new NodeWeights(n.Name, n.Shape.Channels, FanIn(n), 0, Draw(s, n.Name + ".norm", 2, 20)))]),
            Steps = new StepFacts(20, 0.05, [.. weighted.Select(n => new NodeSteps(n.Name, Draw(s, n.Name + ".gradient", 0.05, 3), Math.Pow(10, Draw(s, n.Name + ".update", -3.5, -1.7))))]),
            Run = Run(s, classes, right),
            Answers = new AnswerFacts
            {
                On = "validation",
                Count = Held,
                Accuracy = right,
                Majority = Draw(s, "majority", 1.02, 1.2) / classes,
                Loss = Draw(s, "loss", 0.2, 0.4),
                BlankLoss = Draw(s, "blank", 2.3, 4),
                Modes = s.Graph.Nodes.Any(n => n.Op is BatchNorm) ? new ModeFacts(2000, right + Draw(s, "modes", -0.01, 0.01), right, 60) : null,
            },
            Start = new StartFacts { FirstLoss = Math.Log(classes) * Draw(s, "first", 0.98, 1.08), Within = 0.02, Images = 512, Overfit = new OverfitFacts(8, 300, 1, Draw(s, "overfit", 0.001, 0.02)) },
        };
    }

    /// <summary>The same after training: the activations are those of the trained weights.</summary>
    public static LintSubject Trained(LintSubject s) => First(s) is var first ? first with { Activations = first.Activations! with { Trained = true } } : s;

    private static DataFacts Data(LintSubject s, int classes)
    {
        bool grey = s.Graph.Input.Shape.Channels == 1;
        double[] mean = grey ? GreyMean : ColourMean, std = grey ? GreyStd : ColourStd;
        int[] train = [.. Enumerable.Range(0, classes).Select(c => 64 * (int)Draw(s, $"class {c}", 75, 95))], held = [.. Enumerable.Repeat(Held / classes, classes)];
        return new DataFacts
        {
            Classes = [.. Enumerable.Range(0, classes).Select(c => $"class {c}")],
            Splits = [new SplitFacts("train", train, train.Sum()), new SplitFacts("validation", held, Held)],
            Scale = new(mean, std, [.. mean.Select((m, c) => m + Draw(s, $"mean {c}", -0.003, 0.003))], [.. std.Select((d, c) => d + Draw(s, $"std {c}", -0.003, 0.003))]),
            Shared = [new SharedImages("train", "validation", 0, Held)],
            Mixing = new MixingFacts(2.23 * Draw(s, "mixing", 0.99, 1.01), 2.23, 64),
        };
    }

    private static RunFacts Run(LintSubject s, int classes, double right)
    {
        double floor = Draw(s, "end", 0.1, 0.3), gap = Draw(s, "gap", 0.01, 0.05);
        return new RunFacts { ValidationImages = Held, Epochs = [.. Enumerable.Range(1, 20).Select(Epoch)] };

        EpochFacts Epoch(int e)
        {
            double left = Math.Exp(-e / 4.0), validation = right - (right - 1.0 / classes) * left;
            return new EpochFacts(e, floor + (Math.Log(classes) - floor) * left, validation + gap * (1 - left), floor + 0.1 + (Math.Log(classes) - floor - 0.1) * left, validation);
        }
    }

    private static NodeActivity Activity(LintSubject s, Node n)
    {
        bool acts = n.Op is Activation;
        double std = Draw(s, n.Name + ".std", 0.6, 1.8), share = n.Shape.IsImage ? 0.06 : 0.25;
        int units = n.Shape.Channels;
        return new NodeActivity(n.Name, units, acts ? (int)(units * Draw(s, n.Name + ".dead", 0, share)) : 0, acts ? 0.4 * std : 0, std, acts ? 0 : -4 * std, 4 * std, (int)(units * Draw(s, n.Name + ".redundant", 0, 0.2)));
    }

    private static int FanIn(Node n) => n.Op is Conv2d c ? n.Inputs[0].Shape.Channels / c.Groups * c.KernelHeight * c.KernelWidth : n.Inputs[0].Shape.Channels;

    private static double Draw(LintSubject s, string what, double least, double most)
        => least + (most - least) * CounterRandom.Uniform((ulong)s.Graph.ParameterCount, CounterRandom.Stream("sound"), 0, CounterRandom.Stream(what));
}
