namespace Fovea.Analysis.Tests;

/// <summary>Faults of first weights, which the rules INI001 to INI005 must find.</summary>
internal static class StartFaults
{
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        .. new (string Zoo, double Loss)[] { ("lenet5", 14.2), ("resnet20", 7.5), ("smallvgg", 4.6), ("tinyvgg", 3.1), ("all-cnn-c", 0.4), ("mlp", 88), ("airbench94", double.NaN) }.Select(f =>
            Start(f.Zoo, "INI001", $"a first loss of {f.Loss}", s => s with { FirstLoss = f.Loss })),

        Scales("lenet5", "inputs of 0 … 255", (_, std) => 80 * std),
        Scales("twoconv", "deviation 0.001 for all weights", (i, std) => std * Math.Pow(0.02, i + 1)),
        Scales("smallvgg", "Glorot's deviation before ReLU", (i, std) => std * Math.Pow(0.5, (i + 1) / 2.0)),
        Scales("all-cnn-c", "Glorot's deviation before ReLU", (i, std) => std * Math.Pow(0.5, (i + 1) / 2.0)),
        Scales("mlp", "deviation 1 for all weights", (i, std) => std * Math.Pow(22.6, i + 1)),
        Scales("tinyvgg", "each layer gives 0.4 of the one before", (i, std) => std * Math.Pow(0.4, i)),
        Scales("keras-mnist", "one layer of zeros", (i, std) => i == 1 ? 0 : std),
        Scales("vgg16-cifar", "the last hidden layer 30 times too large", (i, std) => i == 13 ? 30 * std : std),

        Filters("lenet5", "weights of 0", 1, w => w with { Identical = w.Filters - 1, Norm = 0 }),
        Filters("twoconv", "weights of one constant", 0, w => w with { Identical = w.Filters - 1 }),
        Filters("resnet20", "every filter twice", 4, w => w with { Identical = w.Filters / 2 }),
        Filters("smallvgg", "a quarter copied", 2, w => w with { Identical = w.Filters / 4 }),
        Filters("mlp", "a tenth copied", 1, w => w with { Identical = w.Filters / 10 }),
        Filters("tinyvgg", "two of ten alike", 3, w => w with { Identical = 1 }),
        Filters("resnet18-cifar", "two of 64 alike", 0, w => w with { Identical = 1 }),

        .. new (string Zoo, double Right, double Loss)[] { ("lenet5", 0.125, 2.30), ("resnet20-b", 0.25, 2.21), ("smallvgg", 0.5, 1.3), ("all-cnn-c", 0.875, 0.35), ("keras-mnist-gap", 1, 1.4612), ("mlp", 0.125, 9.8), ("airbench94", 0.75, 0.8) }.Select(f =>
            Start(f.Zoo, "INI004", $"learns {8 * f.Right} of 8 images by heart, loss {f.Loss}", s => s with { Overfit = s.Overfit! with { Accuracy = f.Right, Loss = f.Loss } })),

        .. new (string Zoo, double Loss, double Blank)[] { ("lenet5", 2.3026, 2.3026), ("resnet32", 2.31, 2.302), ("twoconv", 2.4, 2.30), ("tinyvgg", 4.1, 2.33), ("vgg16-cifar", 2.3026, 2.3025), ("keras-mnist", 11, 2.5) }.Select(f =>
            Plant.Among(SoundFacts.First, f.Zoo, "INI005", $"loss {f.Loss}, and {f.Blank} without images", s => s with { Answers = s.Answers! with { Loss = f.Loss, BlankLoss = f.Blank } })),
    ];

    private static PlantedFault Start(string zoo, string rule, string what, Func<StartFacts, StartFacts> change) => Plant.Among(SoundFacts.First, zoo, rule, what, s => s with { Start = change(s.Start!) });

    // Each convolution and dense layer by its number.
    private static PlantedFault Scales(string zoo, string what, Func<int, double, double> std) => Plant.Among(SoundFacts.First, zoo, "INI002", what, s =>
    {
        string[] layers = [.. s.Weights!.Nodes.Select(n => n.Node)];
        return s with { Activations = s.Activations! with { Nodes = [.. s.Activations.Nodes.Select(a => Array.IndexOf(layers, a.Node) is >= 0 and var i ? a with { Std = std(i, a.Std) } : a)] } };
    });

    private static PlantedFault Filters(string zoo, string what, int layer, Func<NodeWeights, NodeWeights> change)
        => Plant.Among(SoundFacts.First, zoo, "INI003", what, s => s with { Weights = new WeightFacts([.. s.Weights!.Nodes.Select((w, i) => i == layer ? change(w) : w)]) });
}
