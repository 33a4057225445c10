using System.CommandLine;
using Fovea.Data;
using Fovea.Lab;
using Fovea.Report;

namespace Fovea.Cli;

/// <summary><c>fovea errors MODEL DATA</c>.</summary>
internal static class ErrorsVerb
{
    private const string Options = "Options", Labels = "Label errors";

    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("errors", "looks into a model's errors: confusion, calibration, surest mistakes, wrong labels, near-duplicates, strange images, shortcuts",
            "fovea errors runs/demo/weights/best.safetensors sample",
            "fovea errors pets.safetensors pets --ood flowers --out errors",
            "fovea errors pets.safetensors pets --split train --folds 5 --json")
        {
            JsonAnswer = "name, on, count, accuracy: [value, low, high], classes, confusion, perClass, calibration: [all, temperature, fittedOn, before, after], mistakes, labels: [method, noiseRate, suspects, pairs], "
                + "duplicates: [within, across, otherLabels, pairs], strange: [tests, strangest], clusters: [spectra, clusters: [class, window, share, test: [tried, flipped, control, confirmed]]], leftOut, seconds",
        };
        Argument<string> model = verb.With<string>("MODEL", NetArgument.ModelHelp);
        Argument<string> data = verb.With<string>("DATA", DataArgument.Help);
        var standard = new ErrorOptions();
        Option<string?> split = verb.Under(Options, Flags.Text("--split", "NAME", "train, validation or test [test where there is one]"));
        Option<string?> train = verb.Under(Options, Flags.Text("--train", "DATA", "images the model was trained on, for near-duplicates and distances [the training split of DATA]"));
        Option<string?> other = verb.Under(Options, Flags.Text("--ood", "DATA", "images that do not belong: how well are they told apart? Those of another size are stretched"));
        Option<string?> folder = verb.Under(Options, Flags.Text("--out", "DIR", "write errors.html, errors.json and pictures into this folder [the run's folder, when MODEL lies in one]"));
        Option<bool> skipBad = verb.Under(Options, Flags.Switch("--skip-bad", "leave out images that cannot be read, named and counted"));
        Option<bool> fail = verb.Under(Options, Flags.Switch("--fail-on-shortcut", "end with exit code 9 when a patch alone makes images change their class"));
        Option<int> folds = verb.Under(Labels, Flags.Int("--folds", 0, "train so many networks, each without its share of the images, and judge labels by those; 0 asks MODEL itself", 0, 50));
        Option<int> epochs = verb.Under(Labels, Flags.Int("--fold-epochs", standard.FoldTraining.Epochs, "passes over the images for each of those networks", 1));
        var onnx = new OnnxFlags(verb);
        host.Run(verb, s =>
        {
            if (s.Value(folds) == 1) throw new UsageException("--folds 1 leaves no images to train on", "--folds takes 0, or 2 and more", "fovea errors MODEL DATA --split train --folds 5");
            using Model loaded = NetArgument.ReadModel(s.Value(model), s, onnx.Read(s, s.Value(model)));
            using ImageDataset set = RunData.OpenForTest(s.Value(data), s.Value(split));
            using ImageDataset? training = Training(s.Value(data), s.Value(train), set);
            using ImageDataset? strange = s.Value(other) is { } path ? RunData.OpenForTest(path) : null;
            // Strange images need not have the model's size: they are stretched.
            using Model stretching = loaded.With(loaded.Preprocessing with { Resize = loaded.Preprocessing.Resize == ResizeRule.Exact ? ResizeRule.Stretch : loaded.Preprocessing.Resize });
            ImageDataset usable = Usable(s, loaded, set, s.Value(skipBad));
            var options = new ErrorOptions
            {
                Training = training is null ? null : Usable(s, loaded, training, s.Value(skipBad)),
                Other = strange is null ? null : Usable(s, stretching, strange, s.Value(skipBad)),
                SeenInTraining = s.Value(split) == DataSets.Train,
                Folds = s.Value(folds),
                FoldTraining = standard.FoldTraining with { Epochs = s.Value(epochs) },
                Seed = s.Seed,
                Threads = s.Threads,
            };
            ErrorReport found = LabBar.Run(s, progress => ErrorAnalysis.Of(loaded, usable, options, progress, s.Cancel));
            s.Answer(Printable.Of(found.ToString()), found.ToJson());
            if ((s.Value(folder) ?? RunFolder(s.Value(model))) is { } to)
                foreach (string file in ErrorsWriter.Write(found, loaded, usable, options.Training, to)) s.Say(file);
            return s.Value(fail) && found.Clusters.Shortcuts.Any() ? ExitCode.Findings : ExitCode.Done;
        });
        return verb;
    }

    // A run keeps its models in RUN/weights, its record beside that.
    private static string? RunFolder(string model)
    {
        string? weights = Path.GetDirectoryName(Path.GetFullPath(model)), run = Path.GetDirectoryName(weights);
        return run is not null && Path.GetFileName(weights) == "weights" && File.Exists(Path.Combine(run, "args.json")) ? run : null;
    }

    private static ImageDataset? Training(string data, string? given, ImageDataset set)
    {
        if (given is not null) return DataSets.Open(RunData.Resolve(given));
        string at = RunData.Resolve(data);
        if (!DataSets.Splits(at).Contains(DataSets.Train)) return null;
        ImageDataset train = DataSets.Open(at, DataSets.Train);
        if (train.Name != set.Name) return train;
        train.Dispose();
        return null;
    }

    private static ImageDataset Usable(Session s, Model model, ImageDataset set, bool skipBad)
    {
        CheckedData found = DataCheck.Run(set, InputFormat.Of(model), skipBad, CheckDepth.Auto, allowOneClass: true, null, s.Cancel);
        if (found.Report.Skipped > 0) s.Warn(found.Report.ToString());
        foreach (string warning in found.Warnings) s.Warn(warning);
        return found.Set;
    }
}
