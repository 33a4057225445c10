using System.CommandLine;
using Fovea.Data;
using Fovea.Explain;
using Fovea.Lab;
using Fovea.Report;

namespace Fovea.Cli;

/// <summary><c>fovea hierarchy MODEL DATA</c>.</summary>
internal static class HierarchyVerb
{
    private const string Options = "Options";

    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("hierarchy", "what each layer of a network adds, which layers add nothing, and what their channels answer to",
            "fovea hierarchy runs/demo/weights/best.safetensors sample",
            "fovea hierarchy model.safetensors pets --against other.safetensors --out layers",
            "fovea hierarchy lenet5 sample --images 500 --steps 0 --json")
        {
            JsonAnswer = "name, data, images, held, guessing, accuracy: [accuracy, low, high], layers: [node, start, op, output, field, channels, numbers, probe, shuffled, untrained, "
                + "adds: [over, points, low, high], verdict (Adds, Unclear, Nothing, Loses, End), evidence, selectivity, selectivityShuffled, dead, saturated, dimension, dimensionError, saturation, "
                + "participation, alikeBefore, orientation, oriented, shown: [channel, selectivity, class, degrees, patches: [image, index, row, column, value, top, left, height, width]]], addNothing, alike, "
                + "alikeImages, against: null or [name, layers, alike], filters: null or [node, window, spectra, random, gabors, gaborFloor, orientations], shuffle: null or [images, points, guessing, reliance], seconds",
        };
        Argument<string> net = verb.With<string>("MODEL", NetArgument.ModelHelp + "; or a network as the other verbs take it, with first weights");
        Argument<string> data = verb.With<string>("DATA", DataArgument.Help);
        var standard = new HierarchyOptions();
        Option<int> images = verb.Under(Options, Flags.Int("--images", standard.Images, "training images that probes learn from, at most", 5));
        Option<int> held = verb.Under(Options, Flags.Int("--held", standard.Held, "unseen images that they are tested on, at most", 2));
        Option<string?> validation = verb.Under(Options, Flags.Text("--validation", "DATA", "unseen images [the validation or test split of DATA, or a fifth of training]"));
        Option<string?> against = verb.Under(Options, Flags.Text("--against", "MODEL", "another model whose layers are compared with these"));
        Option<int> channels = verb.Under(Options, Flags.Int("--channels", standard.Channels, "channels of each layer that are shown", 0, 64));
        Option<int> patches = verb.Under(Options, Flags.Int("--patches", standard.Patches, "patches of each channel that is shown", 1, 64));
        Option<int> steps = verb.Under(Options, Flags.Int("--steps", standard.FeatureImages!.Steps, "steps of the images that are made for channels; 0 makes none", 0, 4096));
        Option<bool> skipBad = verb.Under(Options, Flags.Switch("--skip-bad", "leave out images that cannot be read, named and counted"));
        Option<string?> folder = verb.Under(Options, Flags.Text("--out", "DIR", "write hierarchy.html, hierarchy.png and hierarchy.json into this folder"));
        host.Run(verb, s =>
        {
            using Model declared = NetArgument.Read(s.Value(net), s.Seed, s: s);
            if (!declared.Graph.Input.Shape.IsImage) throw new UsageException($"{declared.Name} takes a vector of {declared.Graph.Input.Shape}", "a hierarchy of layers is measured on images");
            if (declared.Graph.Output.Shape.IsImage) throw new UsageException($"{declared.Name} gives feature maps of {declared.Graph.Output.Shape}", "a hierarchy of layers is measured on a classifier");
            using Model? other = s.Value(against) is { } path ? NetArgument.Read(path, s.Seed, s: s) : null;
            if (other is not null && !other.Graph.Input.Shape.IsImage) throw new UsageException($"--against: {other.Name} takes a vector of {other.Graph.Input.Shape}", "both networks are shown the same images");
            var source = new RunData { Path = s.Value(data), Validation = s.Value(validation), ValidationFraction = s.Value(validation) is null && HasTest(s.Value(data)) ? 0 : 0.2, Seed = s.Seed };
            using RunSets sets = source.Open((set, oneClassWillDo) => Usable(s, set, InputFormat.Of(declared), s.Value(skipBad), oneClassWillDo));
            // A network without a file has no preprocessing of its own yet.
            using Model model = NetArgument.IsModel(s.Value(net)) ? declared.With() : Preparation.Of(declared, sets.Train);
            var options = new HierarchyOptions
            {
                Images = s.Value(images),
                Held = s.Value(held),
                Channels = s.Value(channels),
                Patches = s.Value(patches),
                FeatureImages = s.Value(steps) == 0 ? null : new FeatureImageOptions { Steps = s.Value(steps) },
                Seed = s.Seed,
                Threads = s.Threads,
            };
            HierarchyReport report = LabBar.Run(s, progress => Hierarchy.Measure(model, new LabData(sets.Train, sets.Validation, sets.Test), options, other, progress, s.Cancel));
            s.Answer(Printable.Of(report.ToString()), report.ToJson());
            if (s.Value(folder) is { } to)
                foreach (string file in HierarchyWriter.Write(report, to)) s.Say(file);
            return ExitCode.Done;
        });
        return verb;
    }

    private static bool HasTest(string data)
    {
        string at = RunData.Resolve(data);
        IReadOnlyList<string> splits = DataSets.Splits(at);
        return splits.Contains(DataSets.Test) || splits.Contains(DataSets.Validation);
    }

    private static ImageDataset Usable(Session s, ImageDataset set, InputFormat format, bool skipBad, bool oneClassWillDo)
    {
        CheckedData found = DataCheck.Run(set, format, skipBad, CheckDepth.Auto, oneClassWillDo, null, s.Cancel);
        if (found.Report.Skipped > 0) s.Warn(found.Report.ToString());
        return found.Set;
    }
}
