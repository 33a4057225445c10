using System.CommandLine;
using Fovea.Data;
using Fovea.Lab;
using Fovea.Report;

namespace Fovea.Cli;

/// <summary><c>fovea doctor NET DATA</c>.</summary>
internal static class DoctorVerb
{
    private const string Options = "Options", Preprocess = "Preprocessing";

    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("doctor", "examines a network and its images before the long run: what gives no error and no accuracy either",
            "fovea doctor lenet5 sample",
            "fovea doctor my.net.txt pets --resize crop --lr 0.1 --out doctor",
            "fovea doctor runs/demo/weights/best.safetensors sample --quick --json")
        {
            JsonAnswer = "name, data, worst (Sound, Doubtful, Broken), verdict, first, checks: [check, question, outcome, found, advice, numbers: [name, value, unit], seconds], "
                + "rates: [points: [rate, loss, smoothed], chosen, falls, lowest, climbs, explodes, suggested], seconds",
        };
        Argument<string> net = verb.With<string>("NET", NetArgument.HelpWithModel);
        Argument<string> data = verb.With<string>("DATA", DataArgument.Help);
        var standard = new DoctorOptions();
        Option<bool> quick = verb.Under(Options, Flags.Switch("--quick", "a fifth of the work: coarser, and enough for gross faults"));
        Option<string> optimizer = verb.Under(Options, Flags.Choice("--optimizer", "sgd", "how weights are going to move", "sgd", "adam", "adamw", "rmsprop"));
        Option<double?> rate = verb.Under(Options, Flags.OptionalNumber("--lr", "the learning rate that is judged [sgd 0.05, others 0.001]", 0));
        Option<int> batch = verb.Under(Options, Flags.Int("--batch", standard.Batch, "images in a step", 1));
        Option<string?> validation = verb.Under(Options, Flags.Text("--validation", "DATA", "unseen images [the validation split of DATA, or a tenth of training]"));
        Option<bool> skipBad = verb.Under(Options, Flags.Switch("--skip-bad", "leave out images that cannot be read, named and counted"));
        Option<string> failOn = verb.Under(Options, Flags.Choice("--fail-on", "broken", "end with exit code 9 from which outcome on", "doubtful", "broken", "never"));
        Option<string?> folder = verb.Under(Options, Flags.Text("--out", "DIR", "write doctor.html, doctor.json, rates.png and rates.svg into this folder"));
        Option<string> rule = verb.Under(Preprocess, Flags.Choice("--resize", "exact", "images of another size: an error, stretched, cut to fit, or padded", [.. TrainVerb.ResizeWords.Keys]));
        Option<string?> size = verb.Under(Preprocess, Flags.Text("--size", "HxWxC", "input size in place of the one that NET declares"));
        Option<float[]?> mean = verb.Under(Preprocess, Flags.Numbers("--mean", "mean of each channel in 0 … 1 [measured on the training images, or the model's]"));
        Option<float[]?> std = verb.Under(Preprocess, Flags.Numbers("--std", "deviation of each channel [measured on the training images, or the model's]"));
        host.Run(verb, s =>
        {
            if (s.Numbers(mean) is null != s.Numbers(std) is null) throw new UsageException("--mean and --std go together", "values become (v − mean) / std");
            bool isFile = NetArgument.IsModel(s.Value(net));
            using Model declared = NetArgument.Read(s.Value(net), s.Seed, s.Value(size), s: s);
            Preprocessing chosen = declared.Preprocessing with
            {
                Resize = s.Given(rule) ? TrainVerb.ResizeWords[s.Value(rule)] : declared.Preprocessing.Resize,
                Mean = s.Numbers(mean) ?? declared.Preprocessing.Mean,
                Std = s.Numbers(std) ?? declared.Preprocessing.Std,
            };
            using Model ready = declared.With(chosen);
            using RunSets sets = new RunData { Path = s.Value(data), Validation = s.Value(validation), Seed = s.Seed }.Open(Usable(s, InputFormat.Of(ready), s.Value(skipBad)));
            using Model model = isFile || s.Numbers(mean) is not null ? ready.With() : Preparation.Of(ready, sets.Train);
            var options = new DoctorOptions
            {
                Optimizer = TrainFlags.Optimizer(s.Value(optimizer), s.Value(rate)),
                Batch = s.Value(batch),
                Quick = s.Value(quick),
                Seed = s.Seed,
                Threads = s.Threads,
            };
            Diagnosis found = LabBar.Run(s, progress => Doctor.Examine(model, new LabData(sets.Train, sets.Validation, sets.Test), options, isFile, progress, s.Cancel));
            s.Answer(Printable.Of(found.ToString(Math.Clamp(s.Terminal.Width, 60, 120))), found.ToJson());
            if (s.Value(folder) is { } to)
                foreach (string file in DoctorWriter.Write(found, to)) s.Say(file);
            Outcome limit = s.Value(failOn) switch { "doubtful" => Outcome.Doubtful, "broken" => Outcome.Broken, _ => (Outcome)int.MaxValue };
            return found.Worst >= limit ? ExitCode.Findings : ExitCode.Done;
        });
        return verb;
    }

    private static Func<ImageDataset, bool, ImageDataset> Usable(Session s, InputFormat format, bool skipBad) => (set, oneClassWillDo) =>
    {
        CheckedData found = DataCheck.Run(set, format, skipBad, CheckDepth.Auto, oneClassWillDo, null, s.Cancel);
        if (found.Report.Skipped > 0) s.Warn(found.Report.ToString());
        return found.Set;
    };
}
