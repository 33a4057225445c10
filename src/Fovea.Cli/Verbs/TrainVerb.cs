using System.CommandLine;

namespace Fovea.Cli;

/// <summary><c>fovea train NET DATA</c> and <c>fovea train --resume DIR</c>.</summary>
internal static class TrainVerb
{
    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("train", "trains a network on images and writes a run folder with weights and report",
            "fovea train lenet5 sample --epochs 5",
            "fovea train '32x32x3 | conv 16 3x3 | relu | globalavgpool | dense 2' pets --resize crop --flip",
            "fovea train resnet20 cifar10 --epochs 40 --lr 0.1 --weight-decay 1e-4 --flip --shift 4 --out runs/r20",
            "fovea train --from runs/r20/weights/best.safetensors pets --resize stretch --freeze '*'",
            "fovea train resnet18 pets --from resnet18.safetensors --resize crop --freeze '..block4.relu2' --lr 0.01",
            "fovea train --resume runs/r20")
        {
            JsonAnswer = "testAccuracy, testLoss, testImages, testedOn (test, validation or training), trainSeconds, waitShare, epochs, bestEpoch, parameters, frozen (patterns, where there are any), stopReason, "
                + "folder, report, model; after an interruption: interrupted, steps, epochs, folder, resume",
        };
        Argument<string?> net = verb.With<string?>("NET", NetArgument.HelpWithModel, ArgumentArity.ZeroOrOne);
        Argument<string?> data = verb.With<string?>("DATA", DataArgument.Help, ArgumentArity.ZeroOrOne);
        Option<string?> resume = verb.Under("Files", Flags.Text("--resume", "DIR", "go on with the run in that folder, bit for bit; takes no NET and no DATA"));
        Option<string?> folder = verb.Under("Files", Flags.Text("--out", "DIR", "run folder [runs/NAME-TIME]"));
        Option<string?> validation = verb.Under("Files", Flags.Text("--validation", "DATA", "validation images [the validation split of DATA, or a part of training]"));
        Option<double> fraction = verb.Under("Files", Flags.Number("--validation-fraction", 0.1, "share of each class held out of training when there is no validation split; 0 for none", 0, 0.9));
        Option<string?> test = verb.Under("Files", Flags.Text("--test", "DATA", "test images [the test split of DATA, if there is one]"));
        Option<string> rule = verb.Under("Preprocessing", Flags.Choice("--resize", "exact", "images of another size: an error, stretched, cut to fit, or padded", [.. ResizeWords.Keys]));
        Option<string?> size = verb.Under("Preprocessing", Flags.Text("--size", "HxWxC", "input size in place of the one that NET declares"));
        Option<float[]?> mean = verb.Under("Preprocessing", Flags.Numbers("--mean", "mean of each channel in 0 … 1 [measured on the training images]"));
        Option<float[]?> std = verb.Under("Preprocessing", Flags.Numbers("--std", "deviation of each channel [measured on the training images]"));
        var transfer = new TransferFlags(verb);
        var flags = new TrainFlags(verb);
        host.Run(verb, s =>
        {
            transfer.Check(s, s.Value(resume));
            if (s.Value(resume) is { } earlier)
            {
                if (s.Value(net) is not null) throw new UsageException("--resume takes no NET and no DATA", "a run knows its network, its images and its options", $"fovea train --resume {earlier}");
                if (flags.IsTuned(s)) throw new UsageException("--resume takes no --tuned", "a run goes on with the choices that it began with, so that it ends with the same bits", $"fovea train --resume {earlier}");
                return TrainJob.Resume(s, earlier);
            }
            string? from = transfer.From(s);
            // With --from MODEL the network is known, so that the one argument is DATA.
            bool bringsNet = from is not null && s.Value(data) is null;
            string first = s.Value(net) ?? throw new UsageException(bringsNet ? "'train --from MODEL' needs DATA" : "'train' needs NET and DATA, or --resume DIR", null, "fovea train --help");
            string images = bringsNet ? first : s.Value(data) ?? throw new UsageException("'train' needs DATA behind NET", $"DATA is {DataArgument.Help}", "fovea train lenet5 sample");
            if (bringsNet && s.Value(size) is not null) throw new UsageException("a trained model keeps its input size", null, "leave --size out, or give a network: fovea train NET DATA --from FILE");
            if (s.Numbers(mean) is null != s.Numbers(std) is null) throw new UsageException("--mean and --std go together", "values become (v − mean) / std");
            return TrainJob.Begin(s, new JobPlan
            {
                Net = bringsNet ? null : first,
                From = from,
                Weights = transfer.Weights(s),
                NewHead = transfer.NewHead(s),
                Size = s.Value(size),
                Data = new RunData { Path = images, Validation = s.Value(validation), ValidationFraction = s.Value(fraction), Test = s.Value(test), Seed = s.Seed },
                Options = transfer.Read(s, flags.Read(s)),
                Folder = s.Value(folder) ?? RunName.New(Stem(bringsNet ? from! : first)),
                Resize = s.Given(rule) ? ResizeWords[s.Value(rule)] : null,
                Mean = s.Numbers(mean),
                Std = s.Numbers(std),
                MeasureStatistics = s.Numbers(mean) is null,
            });
        });
        return verb;
    }

    /// <summary>What --resize takes.</summary>
    public static IReadOnlyDictionary<string, ResizeRule> ResizeWords { get; } = new Dictionary<string, ResizeRule>
    {
        ["exact"] = ResizeRule.Exact,
        ["stretch"] = ResizeRule.Stretch,
        ["crop"] = ResizeRule.FitCrop,
        ["pad"] = ResizeRule.FitPad,
    };

    private static string Stem(string net)
        => net.Contains('|', StringComparison.Ordinal) ? "net" : Path.GetFileName(net).Split('.')[0];
}
