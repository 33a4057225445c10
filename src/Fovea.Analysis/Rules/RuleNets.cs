namespace Fovea.Analysis;

/// <summary>Networks that the examples of several rules share.</summary>
internal static class RuleNets
{
    /// <summary>Two convolutions and a dense layer for ten classes.</summary>
    public const string Small = "28x28x1 | conv 8 3x3 | relu | maxpool 2 | conv 16 3x3 | relu | globalavgpool | dense 10";

    /// <summary>The same with batch norm.</summary>
    public const string Normalised = "28x28x1 | conv 8 3x3 nobias | bn | relu | maxpool 2 | conv 16 3x3 nobias | bn | relu | globalavgpool | dense 10";

    /// <summary>For colour images and three classes.</summary>
    public const string Colour = "32x32x3 | conv 8 3x3 | relu | globalavgpool | dense 3";

    /// <summary>A data set of ten classes: so many training images of each, as many for validation.</summary>
    public static DataFacts Even(int perClass) => new()
    {
        Classes = [.. Enumerable.Range(0, 10).Select(c => $"class {c}")],
        Splits = [new SplitFacts("train", [.. Enumerable.Repeat(perClass, 10)], 10 * perClass), new SplitFacts("validation", [.. Enumerable.Repeat(perClass, 10)], 10 * perClass)],
    };
}
