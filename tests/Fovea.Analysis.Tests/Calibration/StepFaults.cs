namespace Fovea.Analysis.Tests;

/// <summary>Faults of units, gradients and updates, which the rules TRN001, TRN003, TRN004 and TRN012 must find.</summary>
internal static class StepFaults
{
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        Dead("lenet5", "two of six maps", 0, _ => 2),
        Dead("resnet20", "a quarter of the maps of a block", 3, n => n / 4),
        Dead("smallvgg", "every map of the last convolution", 5, n => n),
        Dead("mlp", "nine tenths of a dense layer", 1, n => n * 9 / 10),
        Dead("twoconv", "half of the dense layer", 2, n => n / 2),
        Dead("vgg16-cifar", "a seventh of the first maps", 0, n => n / 7),
        Dead("tinyvgg", "six of ten maps", 3, _ => 6),

        Updates("lenet5", "a learning rate 1,000 times too high", (_, r) => 1000 * r),
        Updates("resnet20", "a learning rate 100 times too high", (_, r) => 100 * r),
        Updates("smallvgg", "a learning rate 10,000 times too low", (_, r) => r / 10_000),
        Updates("all-cnn-c", "a learning rate of 0", (_, _) => 0),
        Updates("mlp", "one frozen layer", (i, r) => i == 1 ? 0 : r),
        Updates("airbench94", "the first layer moves by half", (i, r) => i == 0 ? 0.5 : r),
        Updates("tinyvgg", "the last layer moves by a third", (i, r) => i == 4 ? 0.33 : r),

        Gradients("lenet5", "a tanh that is saturated", (i, _, g) => i == 0 ? 1e-7 * g : g),
        Gradients("resnet20", "a quarter a layer, as through sigmoids", (i, n, g) => g * Math.Pow(0.25, n - 1 - i)),
        Gradients("smallvgg", "a hundredth a layer", (i, n, g) => g * Math.Pow(0.01, n - 1 - i)),
        Gradients("vgg16-cifar", "three times a layer on the way back", (i, n, g) => g * Math.Pow(3, n - 1 - i)),
        Gradients("all-cnn-c", "no gradient at all", (_, _, _) => 0),
        Gradients("mlp", "cut off behind the first layer", (i, _, g) => i == 0 ? 0 : g),
        Gradients("twoconv", "30 times a layer on the way back", (i, n, g) => g * Math.Pow(30, n - 1 - i)),

        Redundant("lenet5", "three of six channels", 0, _ => 3),
        Redundant("resnet20", "half of a block", 5, n => n / 2),
        Redundant("smallvgg", "nine tenths of the last convolution", 5, n => n * 9 / 10),
        Redundant("mlp", "a third of a dense layer", 1, n => n / 3),
        Redundant("airbench94", "all but one channel", 2, n => n - 1),
        Redundant("tinyvgg", "four of ten channels", 1, _ => 4),
        Redundant("keras-mnist", "half of the dense layer", 2, n => n / 2),
    ];

    // The unit that is counted is that of a ReLU, by its number.
    private static PlantedFault Dead(string zoo, string what, int relu, Func<int, int> dead) => Activity(SoundFacts.First, zoo, "TRN001", what, op => op is Relu, relu, a => a with { Dead = dead(a.Units) });

    private static PlantedFault Redundant(string zoo, string what, int layer, Func<int, int> redundant)
        => Activity(SoundFacts.Trained, zoo, "TRN012", what, op => op is Conv2d or Dense, layer, a => a with { Redundant = redundant(a.Units) });

    private static PlantedFault Activity(Func<LintSubject, LintSubject> around, string zoo, string rule, string what, Func<Op, bool> kind, int number, Func<NodeActivity, NodeActivity> change)
        => Plant.Among(around, zoo, rule, what, s =>
        {
            string node = s.Graph.Nodes.Where(n => kind(n.Op)).ElementAt(number).Name;
            return s with { Activations = s.Activations! with { Nodes = [.. s.Activations.Nodes.Select(a => a.Node == node ? change(a) : a)] } };
        });

    private static PlantedFault Updates(string zoo, string what, Func<int, double, double> ratio)
        => Plant.Among(SoundFacts.First, zoo, "TRN003", what, s => s with { Steps = s.Steps! with { Nodes = [.. s.Steps.Nodes.Select((n, i) => n with { UpdateRatio = ratio(i, n.UpdateRatio) })] } });

    private static PlantedFault Gradients(string zoo, string what, Func<int, int, double, double> norm)
        => Plant.Among(SoundFacts.First, zoo, "TRN004", what, s => s with { Steps = s.Steps! with { Nodes = [.. s.Steps.Nodes.Select((n, i) => n with { GradientNorm = norm(i, s.Steps.Nodes.Count, n.GradientNorm) })] } });
}
