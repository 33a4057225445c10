using System.CommandLine;
using System.Globalization;
using Fovea.Data;
using Fovea.Training;

namespace Fovea.Cli;

/// <summary><c>fovea eval MODEL DATA</c>.</summary>
internal static class EvalVerb
{
    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("eval", "tests a model on labelled images: accuracy, loss, each class, the commonest mistakes",
            "fovea eval runs/demo/weights/best.safetensors sample", "fovea eval pets.safetensors pets --split validation --json")
        {
            JsonAnswer = "on, count, correct, accuracy, low95, high95, loss, seconds, classes, recall, confusion, notes",
        };
        Argument<string> model = verb.With<string>("MODEL", NetArgument.ModelHelp);
        Argument<string> data = verb.With<string>("DATA", DataArgument.Help);
        Option<string?> split = verb.Under("Options", Flags.Text("--split", "NAME", "train, validation or test [test where there is one]"));
        Option<int> batch = verb.Under("Options", Flags.Int("--batch", 64, "images in one pass", 1, 65536));
        Option<bool> skipBad = verb.Under("Options", Flags.Switch("--skip-bad", "leave out images that cannot be read, named and counted"));
        var tuned = new TunedFlag(verb, "Options");
        var onnx = new OnnxFlags(verb);
        host.Run(verb, s =>
        {
            AlgorithmChoices? choices = tuned.Read(s);
            using Model loaded = NetArgument.ReadModel(s.Value(model), s, onnx.Read(s, s.Value(model)));
            using ImageDataset set = RunData.OpenForTest(s.Value(data), s.Value(split));
            CheckedData found = DataCheck.Run(set, InputFormat.Of(loaded), s.Value(skipBad), CheckDepth.Auto, allowOneClass: true, null, s.Cancel);
            if (found.Report.Skipped > 0) s.Warn(found.Report.ToString());
            foreach (string warning in found.Warnings) s.Warn(warning);
            Evaluation e = CountedProgress.Run(s, "testing", "%", report => loaded.Evaluate(found.Set,
                new EvaluateOptions { BatchSize = s.Value(batch), Threads = s.Threads, SkipBad = s.Value(skipBad), Choices = choices }, new Relay<double>(p => report(100 * p, 100)), s.Cancel));
            s.Answer(Table(e), e.ToJson());
            return ExitCode.Done;
        });
        return verb;
    }

    private static string Table(Evaluation e)
    {
        var text = new System.Text.StringBuilder($"{e}\n\n");
        int width = Math.Clamp(e.Classes.Max(c => c.Length), 5, 32);
        text.Append($"{"class".PadRight(width)}  {"images",7}  {"right",7}  most often taken for\n");
        for (int c = 0; c < e.Classes.Count; c++)
        {
            int total = Enumerable.Range(0, e.Classes.Count).Sum(j => e.Confusion[c, j]);
            int wrong = Enumerable.Range(0, e.Classes.Count).Where(j => j != c).OrderByDescending(j => e.Confusion[c, j]).FirstOrDefault(-1);
            string taken = wrong >= 0 && e.Confusion[c, wrong] > 0 ? $"{e.Classes[wrong]} ({e.Confusion[c, wrong]:N0})" : "";
            string recall = e.Recall(c) is { } r ? (100 * r).ToString("F1", CultureInfo.InvariantCulture) + " %" : "";
            text.Append($"{Printable.Of(e.Classes[c]).PadRight(width)}  {total,7:N0}  {recall,7}  {Printable.Of(taken)}".TrimEnd()).Append('\n');
        }
        return text.ToString();
    }
}
