namespace Fovea.Analysis;

/// <summary>What was measured on the images that a network is trained and tested on.</summary>
public sealed record DataFacts
{
    /// <summary>Names of the classes, in the order of the labels.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The splits, training first.</summary>
    public required IReadOnlyList<SplitFacts> Splits { get; init; }

    /// <summary>Scale of the training images beside the scale that the model expects; null when the model reads no images.</summary>
    public ScaleFacts? Scale { get; init; }

    /// <summary>Images that occur in two splits, pixel for pixel.</summary>
    public IReadOnlyList<SharedImages> Shared { get; init; } = [];

    /// <summary>Images that occur, pixel for pixel, with two or more labels; each occurrence counts.</summary>
    public int Conflicts { get; init; }

    /// <summary>Two of them, for a person to look at; empty when there are none.</summary>
    public string ConflictExample { get; init; } = "";

    /// <summary>How well labels are mixed within the batches of training; null when the order is not known.</summary>
    public MixingFacts? Mixing { get; init; }

    /// <summary>The images that are learned from.</summary>
    public SplitFacts Training => Splits[0];
}

/// <summary>One split of a data set.</summary>
/// <param name="Name">train, validation or test.</param>
/// <param name="PerClass">Images of each class.</param>
/// <param name="Examined">Images whose pixels were looked at.</param>
/// <param name="Constant">Examined images without contrast: the standard deviation of their pixels is below 1 of 255.</param>
/// <param name="ConstantExample">The first of them; empty when there are none.</param>
public sealed record SplitFacts(string Name, IReadOnlyList<int> PerClass, int Examined = 0, int Constant = 0, string ConstantExample = "")
{
    /// <summary>Images.</summary>
    public int Count => PerClass.Sum();

    /// <summary>Share of the largest class: what always giving the same answer scores.</summary>
    public double Majority => Count == 0 ? 0 : (double)PerClass.Max() / Count;
}

/// <summary>Mean and standard deviation of each channel, declared by the model and found in the images, both on the scale 0 … 1.</summary>
/// <param name="DeclaredMean">What the model's preprocessing subtracts.</param>
/// <param name="DeclaredStd">What it divides by.</param>
/// <param name="Mean">Of the training images.</param>
/// <param name="Std">Of the training images.</param>
public sealed record ScaleFacts(IReadOnlyList<double> DeclaredMean, IReadOnlyList<double> DeclaredStd, IReadOnlyList<double> Mean, IReadOnlyList<double> Std)
{
    /// <summary>Mean of a channel as the network sees it; 0 when declaration and images agree.</summary>
    public double SeenMean(int channel) => (Mean[channel] - DeclaredMean[channel]) / DeclaredStd[channel];

    /// <summary>Standard deviation of a channel as the network sees it; 1 when declaration and images agree.</summary>
    public double SeenStd(int channel) => Std[channel] / DeclaredStd[channel];
}

/// <summary>Images that two splits share.</summary>
/// <param name="First">The earlier split.</param>
/// <param name="Second">The later split.</param>
/// <param name="Count">Images of the later split that are also in the earlier one.</param>
/// <param name="Of">Images of the later split.</param>
/// <param name="Example">One of them, as it is called in either split.</param>
public sealed record SharedImages(string First, string Second, int Count, int Of, string Example = "");
