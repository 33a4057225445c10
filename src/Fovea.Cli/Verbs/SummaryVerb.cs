using System.CommandLine;
using Fovea.Analysis;
using Fovea.Report;

namespace Fovea.Cli;

/// <summary><c>fovea summary NET</c>.</summary>
internal static class SummaryVerb
{
    private const int MostSize = 2048;

    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("summary", "sizes, parameters, cost and receptive field of each node; needs no data and makes no weights",
            "fovea summary resnet20",
            "fovea summary '28x28x1 | conv 32 5x5 | relu | maxpool 2 | flatten | dense 10'",
            "fovea summary runs/demo/weights/best.safetensors --json",
            "fovea summary vgg16 --format svg",
            "fovea summary resnet50 --sizes 32..512")
        {
            JsonAnswer = "name, parameters, macs, batch, inferenceBytes, trainingBytes, paddingShare, feasibleInput, borderLayers, findings, nodes: [name, op, inputs, output, parameters, macs, "
                + "receptiveField, minReceptiveField, jump, misalignment, mapUse, mark]; with --sizes: name, feasible, sizes: [size, problem, final, parameters, macs, border, borderMacShare, uneven, unread, suits]",
        };
        Argument<string> net = verb.With<string>("NET", NetArgument.Help + "; or a .safetensors or .onnx model");
        Option<int> batch = verb.Under("Options", Flags.Int("--batch", 64, "images for which memory is measured", least: 1, most: 65536));
        Option<string> format = verb.Under("Options", Flags.Choice("--format", "table", "what is printed; svg draws the pipeline to scale, size by size", "table", "markdown", "json", "svg"));
        Option<string?> sizes = verb.Under("Options", Flags.Text("--sizes", "A..B", "try square images of A to B pixels instead: which suit the network, what they cost"));
        Option<bool> plan = verb.Under("Options", Flags.Switch("--plan", "show the compiled plan as well: memory and calls, stage by stage"));
        host.Run(verb, s =>
        {
            (Graph graph, string name) = NetArgument.ReadGraph(s.Value(net), s);
            string how = s.Value(format);
            if (s.Given(sizes))
            {
                if (how is "markdown" or "svg" || s.Value(plan)) throw new UsageException($"--sizes does not go with {(s.Value(plan) ? "--plan" : $"--format {how}")}", "the scan is a table or JSON");
                return Scan(s, graph, name, s.Value(sizes)!, how == "json");
            }
            Summary summary = Summary.Of(graph, name, s.Value(batch));
            string json = summary.ToJson();
            s.Answer(how switch { "markdown" => summary.ToMarkdown(), "json" => json, "svg" => SummaryWriter.ToSvg(summary), _ => summary.ToString() }, json);
            if (!s.Value(plan) || s.Json || how is "json" or "svg") return ExitCode.Done;
            using Model model = NetArgument.Read(s.Value(net), s.Seed);
            using Plan compiled = model.Compile(new PlanOptions { MaxBatch = s.Value(batch), Threads = s.Threads });
            s.Say("\n" + compiled);
            return ExitCode.Done;
        });
        return verb;
    }

    private static int Scan(Session s, Graph graph, string name, string range, bool asJson)
    {
        string[] ends = range.Split("..");
        if (ends.Length != 2 || !int.TryParse(ends[0], out int from) || !int.TryParse(ends[1], out int to) || from < 1 || to < from || to > MostSize)
            throw new UsageException($"--sizes '{range}'", $"--sizes takes two sizes from 1 to {MostSize}, the smaller first: 32..512");
        if (!graph.Input.Shape.IsImage) throw new UsageException($"{name} takes a vector of {graph.Input.Shape}", "--sizes needs a network of images");
        SizeScan scan = SizeScan.Of(graph, name, from, to);
        s.Answer(asJson ? scan.ToJson() : scan.ToString(), scan.ToJson());
        return ExitCode.Done;
    }
}
