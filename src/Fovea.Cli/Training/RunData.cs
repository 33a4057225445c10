using System.Globalization;
using Fovea.Data;

namespace Fovea.Cli;

/// <summary>Where the images of a run come from; written into args.json, so that a resumed run finds them again.</summary>
internal sealed record RunData
{
    public const string Sample = "sample";

    public required string Path { get; init; }

    public string? Validation { get; init; }

    public double ValidationFraction { get; init; } = 0.1;

    public string? Test { get; init; }

    public ulong Seed { get; init; }

    /// <summary>Use that many training images only; 0 uses all.</summary>
    public int MostTraining { get; init; }

    public int MostTest { get; init; }

    /// <summary>What the images are called on the page.</summary>
    public string Title => Path == Sample ? "Fashion-MNIST (the sample that ships with Fovea)"
        : System.IO.Path.GetFileName(Path.TrimEnd('/', '\\')) is { Length: > 0 } name ? name : Path;

    /// <summary>The folder behind a name.</summary>
    public static string Resolve(string path) => path == Sample ? SampleData.Folder : path;

    /// <summary>Opens a set that is tested or looked at: its test split where there is one.</summary>
    public static ImageDataset OpenForTest(string path, string? split = null)
    {
        string at = Resolve(path);
        return DataSets.Open(at, split ?? (DataSets.Splits(at).Contains(DataSets.Test) ? DataSets.Test : null));
    }

    /// <summary>Opens everything.</summary>
    /// <param name="usable">Checks a set and gives back what can be used of it; true when one class will do.</param>
    public RunSets Open(Func<ImageDataset, bool, ImageDataset> usable)
    {
        string at = Resolve(Path);
        IReadOnlyList<string> splits = DataSets.Splits(at);
        ImageDataset train = DataSets.Open(at);
        ImageDataset? test = Test is not null ? OpenForTest(Test) : splits.Contains(DataSets.Test) ? DataSets.Open(at, DataSets.Test) : null;
        ImageDataset? held = Validation is not null ? DataSets.Open(Resolve(Validation)) : splits.Contains(DataSets.Validation) ? DataSets.Open(at, DataSets.Validation) : null;
        ImageDataset?[] owned = [train, test, held];
        try
        {
            // Checked before it is cut in two: a person counts the files of the folder, not of a part.
            ImageDataset all = usable(MostTraining > 0 ? train.Take(MostTraining) : train, false);
            ImageDataset? validation = held is null ? null : usable(held, true);
            ImageDataset? shown = test is null ? null : usable(MostTest > 0 ? test.Take(MostTest) : test, true);
            if (validation is null && ValidationFraction > 0 && all.Split(ValidationFraction, Seed) is { Second.Count: > 0 } parts)
                (all, validation) = parts;
            return new RunSets(all, validation, shown, owned);
        }
        catch
        {
            foreach (ImageDataset? set in owned) set?.Dispose();
            throw;
        }
    }

    /// <summary>As args.json keeps it.</summary>
    public void Store(Dictionary<string, string> arguments)
    {
        arguments["data"] = Path == Sample ? Sample : System.IO.Path.GetFullPath(Path);
        if (Validation is not null) arguments["validation"] = System.IO.Path.GetFullPath(Validation);
        if (Test is not null) arguments["test"] = System.IO.Path.GetFullPath(Test);
        arguments["validationFraction"] = ValidationFraction.ToString("R", CultureInfo.InvariantCulture);
        arguments["splitSeed"] = Seed.ToString(CultureInfo.InvariantCulture);
        arguments["mostTraining"] = MostTraining.ToString(CultureInfo.InvariantCulture);
        arguments["mostTest"] = MostTest.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>From args.json.</summary>
    public static RunData Of(IReadOnlyDictionary<string, string> arguments, string folder)
    {
        if (!arguments.TryGetValue("data", out string? path))
            throw new UsageException($"{folder}: the run does not say where its images are", "fovea train writes that into the run", "resume it from the program that began it");
        return new RunData
        {
            Path = path,
            Validation = arguments.GetValueOrDefault("validation"),
            Test = arguments.GetValueOrDefault("test"),
            ValidationFraction = double.Parse(arguments.GetValueOrDefault("validationFraction", "0"), CultureInfo.InvariantCulture),
            Seed = ulong.Parse(arguments.GetValueOrDefault("splitSeed", "0"), CultureInfo.InvariantCulture),
            MostTraining = int.Parse(arguments.GetValueOrDefault("mostTraining", "0"), CultureInfo.InvariantCulture),
            MostTest = int.Parse(arguments.GetValueOrDefault("mostTest", "0"), CultureInfo.InvariantCulture),
        };
    }
}

/// <summary>The images of a run.</summary>
/// <param name="Train">What is learned from.</param>
/// <param name="Validation">Held out, measured after each epoch; null without.</param>
/// <param name="Test">Never seen in training; null when there are none.</param>
/// <param name="Owned">What is closed at the end.</param>
internal sealed record RunSets(ImageDataset Train, ImageDataset? Validation, ImageDataset? Test, IReadOnlyList<ImageDataset?> Owned) : IDisposable
{
    /// <summary>The images that the final score is measured on.</summary>
    public ImageDataset? Scored => Test ?? Validation;

    public void Dispose()
    {
        foreach (ImageDataset? set in Owned) set?.Dispose();
    }
}
