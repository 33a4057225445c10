using System.CommandLine;
using Fovea.Analysis;

namespace Fovea.Cli;

/// <summary><c>fovea summary NET</c>.</summary>
internal static class SummaryVerb
{
    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("summary", "sizes, parameters, cost and receptive field of each node; needs no data",
            "fovea summary resnet20",
            "fovea summary '28x28x1 | conv 32 5x5 | relu | maxpool 2 | flatten | dense 10'",
            "fovea summary runs/demo/weights/best.safetensors --json")
        {
            JsonAnswer = "name, parameters, macs, batch, inferenceBytes, trainingBytes, recomputedBytes, nodes: [name, op, inputs, output, parameters, macs, receptiveField]",
        };
        Argument<string> net = verb.With<string>("NET", NetArgument.Help + ", or a .safetensors model");
        Option<int> batch = verb.Under("Options", Flags.Int("--batch", 64, "images for which memory is measured", least: 1, most: 65536));
        Option<bool> plan = verb.Under("Options", Flags.Switch("--plan", "show the compiled plan as well: memory and calls, stage by stage"));
        host.Run(verb, s =>
        {
            using Model model = NetArgument.Read(s.Value(net), s.Seed);
            Summary summary = model.Summarize(s.Value(batch));
            s.Answer(summary.ToString(), summary.ToJson());
            if (!s.Value(plan) || s.Json) return ExitCode.Done;
            using Plan compiled = model.Compile(new PlanOptions { MaxBatch = s.Value(batch), Threads = s.Threads });
            s.Say("\n" + compiled);
            return ExitCode.Done;
        });
        return verb;
    }
}
