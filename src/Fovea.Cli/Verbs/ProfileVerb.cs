using System.CommandLine;
using System.Globalization;
using Fovea.Report;

namespace Fovea.Cli;

/// <summary><c>fovea profile NET</c>.</summary>
internal static class ProfileVerb
{
    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("profile", "runs a network and measures each call of its plan: time, GFLOP/s, bytes, and how near that is to what the machine can do",
            "fovea profile resnet20",
            "fovea profile lenet5 --train --batch 128 --threads 1",
            "fovea profile runs/demo/weights/best.safetensors --batch 1 --out profile")
        {
            JsonAnswer = "name, batch, training, variant, strict, threads, repetitions, milliseconds, fastestMilliseconds, slowestMilliseconds, overheadMilliseconds, macs, gflops, "
                + "peak: [gflops, readGigabytesPerSecond, copyGigabytesPerSecond], calls: [name, phase, milliseconds, share, macs, gflops, peakShare, bytes, "
                + "gigabytesPerSecond, intensity, kernel, why]",
        };
        Argument<string> net = verb.With<string>("NET", NetArgument.Help + "; or a .safetensors or .onnx model");
        Option<int> batch = verb.Under("Options", Flags.Int("--batch", 64, "images in a run", least: 1, most: 65536));
        Option<bool> train = verb.Under("Options", Flags.Switch("--train", "a step of training, without the optimiser's update, instead of a forward pass"));
        Option<int> repetitions = verb.Under("Options", Flags.Int("--repetitions", 20, "runs to take medians over", least: 1, most: 10000));
        Option<bool> strict = verb.Under("Options", Flags.Switch("--strict", "convolutions as the sums they are declared as: no Winograd"));
        var tuned = new TunedFlag(verb, "Options");
        Option<bool> recompute = verb.Under("Options", Flags.Switch("--recompute", "with --train: compute most activations again for the backward pass"));
        Option<string?> folder = verb.Under("Options", Flags.Text("--out", "DIR", "write roofline.png, roofline.svg, profile.csv and profile.json into this folder"));
        host.Run(verb, s =>
        {
            using Model model = NetArgument.Read(s.Value(net), s.Seed, s: s);
            var options = new ProfileOptions
            {
                Batch = s.Value(batch),
                Training = s.Value(train),
                Threads = s.Threads,
                Repetitions = s.Value(repetitions),
                Strict = s.Value(strict),
                Choices = tuned.Read(s, s.Value(strict)),
                Recompute = s.Value(recompute),
            };
            Check(model, options, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
            PlanProfile profile = model.Profile(options, s.Cancel);
            s.Answer(profile.ToString(Math.Clamp(s.Terminal.Width, 60, 120)), profile.ToJson());
            if (s.Value(folder) is not { } to) return ExitCode.Done;
            foreach (string file in ProfileWriter.Write(profile, to)) s.Say(file);
            return ExitCode.Done;
        });
        return verb;
    }

    /// <param name="model">The network.</param>
    /// <param name="options">What will be compiled.</param>
    /// <param name="available">Bytes that this process may use.</param>
    /// <param name="doing">What it is for.</param>
    /// <exception cref="LimitException">The plan needs more memory than this process may use.</exception>
    public static void Check(Model model, ProfileOptions options, long available, string doing = "profiling")
    {
        long needed = Plan.MeasureBytes(model.Graph, options.PlanFor(model));
        if (needed <= available) return;
        long fits = options.Batch * available / needed;
        throw new LimitException(string.Create(CultureInfo.InvariantCulture,
            $"{doing} {model.Name} at batch {options.Batch} needs {needed / 1073741824.0:F1} GB of memory, {available / 1073741824.0:F1} GB are there\n")
            + "  rule  activations of a batch are in memory together\n"
            + (fits >= 1 ? $"  help  --batch {fits} would fit" : "  help  a smaller input or a smaller network; no batch fits"));
    }
}
