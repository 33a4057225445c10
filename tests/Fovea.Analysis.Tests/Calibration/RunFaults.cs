namespace Fovea.Analysis.Tests;

/// <summary>Faults of a whole run, which the rules TRN006 to TRN009 and NRM005 must find.</summary>
internal static class RunFaults
{
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        Epochs("lenet5", "TRN006", "the loss grows with each epoch", e => e with { TrainLoss = 2.3 + 0.2 * e.Epoch }),
        Epochs("resnet20", "TRN006", "the loss leaps in the last epoch", e => e with { TrainLoss = e.Epoch == 20 ? 3.4 : e.TrainLoss }),
        Epochs("smallvgg", "TRN006", "a loss in the thousands", e => e with { TrainLoss = 4096 }),
        Epochs("mlp", "TRN006", "it stays at three", e => e with { TrainLoss = 3 }),
        Epochs("tinyvgg", "TRN006", "it swings about four", e => e with { TrainLoss = 4 + e.Epoch % 2 }),
        Epochs("airbench94", "TRN006", "logits 30 times too large", e => e with { TrainLoss = 30 * e.TrainLoss }),
        Plant.Among(SoundFacts.First, "twoconv", "TRN006", "sums over a batch in place of means", s => s with { Run = s.Run! with { Epochs = [s.Run.Epochs[0] with { TrainLoss = 64 * s.Run.Epochs[0].TrainLoss }] } }),

        // Behind a second softmax a right answer costs the floor at best, and a wrong one a nat more.
        .. new (string Zoo, double Right)[] { ("lenet5", 0.999), ("keras-mnist", 0.985), ("resnet20", 0.97), ("smallvgg", 0.95), ("all-cnn-c", 0.93), ("mlp", 0.9), ("tinyvgg", 0.85) }.Select(f =>
            Epochs(f.Zoo, "TRN007", $"softmax twice, {f.Right} right", e => e with
            {
                TrainLoss = SoftmaxTwice.Floor(10) + 1 - f.Right + 0.5 * Math.Exp(-e.Epoch), TrainAccuracy = f.Right, ValidationAccuracy = f.Right - 0.04,
            })),

        .. new (string Zoo, double Train, double Factor)[] { ("lenet5", 1, 0.5), ("resnet20-b", 0.999, 0.7), ("vgg16-cifar", 1, 0.85), ("mlp", 0.98, 0.55), ("twoconv", 1, 0.11), ("resnet56", 0.97, 0.9) }.Select(f =>
            Epochs(f.Zoo, "TRN008", $"training {f.Train}, validation × {f.Factor}", e => e with { TrainAccuracy = f.Train, ValidationAccuracy = e.ValidationAccuracy * f.Factor })),

        // While validation falls, training goes on: the gap between them opens where the turn is early or the fall is long.
        .. new (string Zoo, int From, double Lost)[] { ("lenet5", 5, 0.002), ("resnet20", 12, 0.006), ("smallvgg", 8, 0.003), ("all-cnn-c", 15, 0.01), ("tinyvgg", 10, 0.004), ("airbench94", 18, 0.015) }.Select(f =>
            Epochs(f.Zoo, "TRN009", $"falls by {f.Lost} an epoch from epoch {f.From} on", e => e.Epoch > f.From ? e with { ValidationAccuracy = Peak(e, f.From) - f.Lost * (e.Epoch - f.From) } : e).And(f.From < 15 ? ["TRN008"] : [])),
        Epochs("mlp", "TRN009", "falls apart in the last epoch", e => e.Epoch == 20 ? e with { ValidationAccuracy = e.ValidationAccuracy / 2 } : e).And("TRN008"),

        .. new (string Zoo, double Shipped)[] { ("vgg16-cifar", 0.1), ("airbench94", 0.45), ("resnet20", 0.7), ("resnet20-b", 0.8), ("resnet56", 0.2), ("resnet18-cifar", 0.6) }.Select(f =>
            Plant.Among(SoundFacts.Trained, f.Zoo, "NRM005", $"{f.Shipped} right with running statistics",
                s => s.Answers!.Modes is { } m ? s with { Answers = s.Answers with { Modes = m with { Inference = f.Shipped, Differ = 60 + (int)(m.Count * (m.Training - f.Shipped)) } } } : s)),
    ];

    private static PlantedFault Epochs(string zoo, string rule, string what, Func<EpochFacts, EpochFacts> change)
        => Plant.Among(SoundFacts.First, zoo, rule, what, s => s with { Run = s.Run! with { Epochs = [.. s.Run.Epochs.Select(change)] } });

    // The curve is 1 − exp(−epoch / 4) of its height: what it has at the turn, from what it would have now.
    private static double? Peak(EpochFacts e, int turn) => 0.1 + (e.ValidationAccuracy - 0.1) * (1 - Math.Exp(-turn / 4.0)) / (1 - Math.Exp(-e.Epoch / 4.0));
}
