using System.CommandLine;
using System.Text.Json;
using Fovea.Analysis;
using Fovea.Data;
using Fovea.Kernels;
using Fovea.Report;

namespace Fovea.Cli;

/// <summary><c>fovea field NET [DATA]</c>.</summary>
internal static class FieldVerb
{
    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("field", "receptive fields: what each layer can see of the image, and what one number really looks at",
            "fovea field resnet50", "fovea field resnet20 --node block4.relu2",
            "fovea field runs/demo/weights/best.safetensors sample --node conv2 --out fields")
        {
            JsonAnswer = "fields: [name, image, feasible, border, critical, nodes: [name, output, field, least, jump, start, misalignment, whole]], "
                + "measured: null or [node, row, column, images, on, weights, sigma, side, theory, ratio, clipped, picture, array]",
        };
        Argument<string> net = verb.With<string>("NET", NetArgument.Help + "; or a .safetensors or .onnx model");
        Argument<string?> data = verb.With<string?>("DATA", "images to measure on, random numbers without it: " + DataArgument.Help, ArgumentArity.ZeroOrOne);
        Option<string?> node = verb.Under("Measuring, with any of DATA and these", Flags.Text("--node", "NAME", "the node whose middle number is looked at [the last with feature maps]"));
        Option<string?> folder = verb.Under("Measuring, with any of DATA and these", Flags.Text("--out", "DIR", "folder of the picture and the numbers [field]"));
        Option<int> count = verb.Under("Measuring, with any of DATA and these", Flags.Int("--images", 32, "images the mean is taken of", 1, 4096));
        host.Run(verb, s =>
        {
            (Graph graph, string name) = NetArgument.ReadGraph(s.Value(net), s);
            FieldReport report = FieldReport.Of(graph, name);
            bool measures = s.Value(data) is not null || s.Given(node) || s.Given(folder) || s.Given(count);
            string? at = measures ? NodeOf(graph, name, s.Value(node), s.Value(net)) : null;
            s.Say(report.ToString());
            Measured? measured = at is null ? null : Measure(s, s.Value(net), s.Value(data), at, s.Value(count), s.Value(folder) ?? "field");
            if (measured is { } m) s.Say($"\n{m.Field}\n  on      {m.On}\n  weights {m.Weights}\n  picture {m.Picture}\n  numbers {m.Array}");
            s.Answer(JsonLine.Object(json =>
            {
                json.WritePropertyName("fields");
                json.WriteRawValue(report.ToJson());
                json.WritePropertyName("measured");
                if (measured is null) json.WriteNullValue();
                else measured.Write(json);
            }));
            return ExitCode.Done;
        });
        return verb;
    }

    private static string NodeOf(Graph graph, string name, string? wanted, string typed)
    {
        if (!graph.Input.Shape.IsImage) throw new UsageException($"{name} takes a vector of {graph.Input.Shape}", "an effective field is measured on images");
        if (wanted is null) return graph.Nodes.Last(n => n.Shape.IsImage).Name;
        return graph.Contains(wanted) ? wanted
            : throw new UsageException($"--node: {name} has no node '{wanted}'{Spelling.DidYouMean(wanted, graph.Nodes.Select(n => n.Name))}", null, $"fovea summary {typed}");
    }

    private static Measured Measure(Session s, string net, string? data, string node, int count, string folder)
    {
        using Model model = NetArgument.Read(net, s.Seed);
        (Tensor images, string on) = data is null ? Noise(model, count, s.Seed) : Load(s, model, data, count);
        using (images)
        {
            EffectiveField field = EffectiveField.Of(model, node, images, threads: s.Threads);
            string weights = NetArgument.IsModel(net) ? $"as {net} has them" : $"first weights of seed {s.Seed}: nothing has been learned";
            (string picture, string array) = FieldWriter.Write(field, model.Name, on, folder);
            return new Measured(field, on, weights, picture, array);
        }
    }

    private static (Tensor, string) Noise(Model model, int count, ulong seed)
    {
        var images = new Tensor(model.Graph.Input.Shape, count);
        uint stream = CounterRandom.Stream("field");
        for (int i = 0; i < images.Values.Length; i++) images.Values[i] = CounterRandom.Normal(seed, stream, 0, (uint)i);
        return (images, $"{count} images of random numbers, as no DATA was given (normal, mean 0, deviation 1, seed {seed})");
    }

    private static (Tensor, string) Load(Session s, Model model, string data, int count)
    {
        using ImageDataset set = RunData.OpenForTest(data);
        InputFormat format = InputFormat.Of(model);
        CheckedData found = DataCheck.Run(set, format, false, CheckDepth.Auto, allowOneClass: true, null, s.Cancel);
        count = Math.Min(count, found.Set.Count);
        using var loader = new BatchLoader(found.Set, format, new LoaderOptions { BatchSize = count, Shuffle = true, Seed = s.Seed, EndEpoch = 1 });
        if (!loader.TryNext(out Batch? batch, s.Cancel)) throw new UsageException($"{data} has no images to measure on");
        return (new Tensor(model.Graph.Input.Shape, batch.Pixels, batch.Count), $"{batch.Count} images of {data}, drawn with seed {s.Seed}");
    }

    private sealed record Measured(EffectiveField Field, string On, string Weights, string Picture, string Array)
    {
        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("node", Field.Node);
            json.WriteNumber("row", Field.Row);
            json.WriteNumber("column", Field.Column);
            json.WriteNumber("images", Field.Images);
            json.WriteString("on", On);
            json.WriteString("weights", Weights);
            json.WriteStartArray("sigma");
            json.WriteNumberValue(Math.Round(Field.SigmaRows, 4));
            json.WriteNumberValue(Math.Round(Field.SigmaColumns, 4));
            json.WriteEndArray();
            json.WriteNumber("side", Math.Round(Field.Side, 4));
            json.WriteNumber("theory", Math.Round(Field.TheorySide, 4));
            json.WriteNumber("ratio", Math.Round(Field.Ratio, 4));
            json.WriteBoolean("clipped", Field.IsClipped);
            json.WriteString("picture", Path.GetFullPath(Picture));
            json.WriteString("array", Path.GetFullPath(Array));
            json.WriteEndObject();
        }
    }
}
