namespace Fovea.Analysis.Tests;

/// <summary>Faults of the images and their labels, which the rules DAT001 to DAT006 must find.</summary>
internal static class DataFaults
{
    private static readonly double[] One = [1, 1, 1], Nil = [0, 0, 0];

    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        Scale("lenet5", "DAT001", "pixels of 0 … 1 as they are", s => s with { DeclaredMean = [0], DeclaredStd = [1] }),
        Scale("resnet20", "DAT001", "pixels of 0 … 1 as they are", s => s with { DeclaredMean = Nil, DeclaredStd = One }),
        Scale("twoconv", "DAT001", "mean and deviation of bytes", s => s with { DeclaredMean = [33.3], DeclaredStd = [78.6] }),
        Scale("smallvgg", "DAT001", "mean and deviation 127.5", s => s with { DeclaredMean = [127.5, 127.5, 127.5], DeclaredStd = [127.5, 127.5, 127.5] }),
        Scale("keras-mnist", "DAT001", "mean and deviation 0.5 for dark images", s => s with { DeclaredMean = [0.5], DeclaredStd = [0.5] }),
        Scale("airbench94", "DAT001", "numbers of another data set", s => s with { DeclaredMean = [0.1307, 0.1307, 0.1307], DeclaredStd = [0.3081, 0.3081, 0.3081] }),
        Scale("tinyvgg", "DAT001", "8 bits read as 16", s => s with { Mean = [.. s.Mean.Select(m => m / 257)], Std = [.. s.Std.Select(d => d / 257)] }),
        Scale("mlp", "DAT001", "the variance in place of the deviation", s => s with { DeclaredStd = [.. s.DeclaredStd.Select(d => d * d)] }),
        Scale("lenet-caffe", "DAT001", "black and white exchanged", s => s with { Mean = [1 - s.Mean[0]] }),

        .. new[] { "smallvgg", "vgg16-cifar", "all-cnn-c", "resnet20-b", "resnet56", "resnet18-cifar" }.Select(zoo => Scale(zoo, "DAT002", "red and blue exchanged", s => s with { Mean = [.. s.Mean.Reverse()] })),
        Swapped("tinyvgg", "ImageNet", [0.485, 0.456, 0.406]),
        Swapped("mlp", "SVHN", [0.4377, 0.4438, 0.4728]),
        Swapped("airbench94", "GTSRB", [0.3403, 0.3121, 0.3214]),

        Counts("lenet5", "DAT003", "one class has a twentieth", (c, n) => c == 3 ? n / 20 : n),
        Counts("resnet20", "DAT003", "half of the classes have a tenth", (c, n) => c % 2 == 0 ? n / 10 : n),
        Counts("all-cnn-c", "DAT003", "a long tail down to a hundredth", (c, _) => (int)(6000 * Math.Pow(100, -c / 9.0))),
        Counts("twoconv", "DAT003", "a class without images", (c, n) => c == 7 ? 0 : n),
        Counts("keras-mnist", "DAT003", "one class has nine tenths of all", (c, n) => c == 0 ? 81 * 5400 : n),
        Counts("vgg16-cifar", "DAT003", "a fifth of two classes", (c, n) => c > 7 ? n / 5 : n),
        Counts("mlp", "DAT003", "one class has a five hundredth", (c, n) => c == 9 ? n / 500 : n).And("DAT012"),

        Answers("lenet5", "DAT004", "always the largest class", a => a with { Accuracy = a.Majority }),
        Answers("resnet32", "DAT004", "labels moved by one class", a => a with { Accuracy = 0.011 }),
        Answers("smallvgg", "DAT004", "guesses", a => a with { Accuracy = 0.1 }),
        Answers("tinyvgg", "DAT004", "three images above the largest class", a => a with { Accuracy = a.Majority + 0.0003 }),
        Answers("airbench94", "DAT004", "60 % right where 61 % are of one class", a => a with { Accuracy = 0.6, Majority = 0.61 }),
        Answers("keras-mnist-gap", "DAT004", "8 of 50 right where 6 are of one class", a => a with { Count = 50, Accuracy = 0.16, Majority = 0.12 }),
        Answers("resnet56", "DAT004", "half a point above the largest class", a => a with { Accuracy = a.Majority + 0.005 }),

        .. new (string Zoo, int Count)[] { ("lenet5", 1), ("resnet20", 17), ("smallvgg", 330), ("all-cnn-c", 1000), ("twoconv", 2841), ("mlp", SoundFacts.Held) }.Select(f =>
            Data(f.Zoo, "DAT005", $"{f.Count} copies across the split", d => d with { Shared = [new SharedImages("train", "validation", f.Count, SoundFacts.Held, "train[5] = validation[9]")] })),

        .. new (string Zoo, int Count)[] { ("lenet-caffe", 2), ("keras-mnist", 9), ("resnet18-cifar", 40), ("vgg16-cifar", 300), ("airbench94", 5000), ("tinyvgg", 30_000) }.Select(f =>
            Data(f.Zoo, "DAT006", $"{f.Count} images with several labels", d => d with { Conflicts = f.Count, ConflictExample = "a.png (class 1), b.png (class 2)" })),
    ];

    private static PlantedFault Data(string zoo, string rule, string what, Func<DataFacts, DataFacts> change) => Plant.Among(SoundFacts.First, zoo, rule, what, s => s with { Data = change(s.Data!) });

    private static PlantedFault Scale(string zoo, string rule, string what, Func<ScaleFacts, ScaleFacts> change) => Data(zoo, rule, what, d => d with { Scale = change(d.Scale!) });

    // The declared numbers fit the data set; the images are in the other order.
    private static PlantedFault Swapped(string zoo, string name, double[] mean)
        => Scale(zoo, "DAT002", $"red and blue exchanged, {name}", s => s with { DeclaredMean = mean, Mean = [.. mean.Reverse()] });

    private static PlantedFault Counts(string zoo, string rule, string what, Func<int, int, int> count)
        => Data(zoo, rule, what, d => d with { Splits = [d.Training with { PerClass = [.. d.Training.PerClass.Select((n, c) => count(c, n))] }, .. d.Splits.Skip(1)] });

    private static PlantedFault Answers(string zoo, string rule, string what, Func<AnswerFacts, AnswerFacts> change)
        => Plant.Among(SoundFacts.First, zoo, rule, what, s => s with { Answers = change(s.Answers!) });
}
