using System.CommandLine;

namespace Fovea.Cli;

/// <summary><c>fovea tune NET</c>.</summary>
internal static class TuneVerb
{
    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("tune", "measures which algorithm is the fastest for each convolution on this machine, and writes that down for --tuned",
            "fovea tune resnet18-cifar --batch 32 --train",
            "fovea tune runs/demo/weights/best.safetensors --batch 1 --out here.json",
            "fovea train resnet18-cifar cifar10 --batch 32 --tuned tuned.json")
        {
            JsonAnswer = "name, batch, training, gainMilliseconds, processor, variant, layers: [nodes, layer, direction, algorithm, table, known, milliseconds]",
        };
        Argument<string> net = verb.With<string>("NET", NetArgument.Help + "; or a .safetensors or .onnx model");
        Option<int> batch = verb.Under("Options", Flags.Int("--batch", 64, "images in a run: choices hold for that batch alone", least: 1, most: 65536));
        Option<bool> train = verb.Under("Options", Flags.Switch("--train", "a step of training, both gradients included, instead of a forward pass"));
        Option<int> repetitions = verb.Under("Options", Flags.Int("--repetitions", new TuneOptions().Repetitions, "runs of the network for each algorithm in each of three rounds", least: 1, most: 10000));
        Option<string?> file = verb.Under("Options", Flags.Text("--out", "FILE", "where the choices are written; those that are there already stay [tuned.json]"));
        Option<bool> again = verb.Under("Options", Flags.Switch("--again", "measure this network's layers anew, also those that the file holds"));
        host.Run(verb, s =>
        {
            string path = s.Value(file) ?? "tuned.json";
            // Before minutes of measuring: a file that cannot be used must not be found out at the end.
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent && !Directory.Exists(parent))
                throw new DirectoryNotFoundException($"{path}: there is no folder {parent}\n  rule  the choices are written into a folder that is there\n  help  make it, or give another --out");
            AlgorithmChoices? known = File.Exists(path) ? AlgorithmChoices.Load(path) : null;
            using Model model = NetArgument.Read(s.Value(net), s.Seed, s: s);
            var options = new TuneOptions { Batch = s.Value(batch), Training = s.Value(train), Threads = s.Threads, Repetitions = s.Value(repetitions), Known = known, Again = s.Value(again) };
            ProfileVerb.Check(model, new ProfileOptions { Batch = options.Batch, Training = options.Training }, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, "measuring");
            Tuning tuning = CountedProgress.Run(s, "measuring", "%", report => model.Tune(options, new Relay<double>(p => report(100 * p, 100)), s.Cancel));
            tuning.Choices.Save(path);
            s.Answer(tuning.ToString(), tuning.ToJson());
            s.Say($"{path}: {tuning.Choices.Choices.Count:N0} choices. Use them with --tuned {path}");
            return ExitCode.Done;
        });
        return verb;
    }
}
