using System.CommandLine;
using System.Text.Json;
using Fovea.Onnx;

namespace Fovea.Cli;

/// <summary><c>fovea convert MODEL --to FILE.onnx</c> and <c>fovea convert NET --weights FILE --to FILE.safetensors</c>.</summary>
internal static class ConvertVerb
{
    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("convert", "writes a model as an ONNX file, which other programs run; makes a model of an ONNX file, or of a network and weights of PyTorch or Keras",
            "fovea convert runs/demo/weights/best.safetensors --to boots.onnx",
            "fovea convert pets.safetensors --to pets.onnx --include-preprocessing --json",
            "fovea convert resnet18.onnx --to resnet18.safetensors --labels imagenet.txt --mean 0.48,0.46,0.41",
            "fovea convert resnet18 --weights resnet18.safetensors --to imagenet.safetensors")
        {
            JsonAnswer = "model, to, format (onnx or safetensors), opset (of onnx), bytes, input: [name, shape], output: [name, shape]; with --weights: weights: [file, names, matched, missing, different, unknown, ignored]",
        };
        Argument<string> model = verb.With<string>("MODEL", NetArgument.ModelHelp + "; with --weights a network: text notation in quotes, a *.net.txt file, or a name");
        Option<string?> to = verb.Under("Options", Flags.Text("--to", "FILE", "where to; the ending says what it becomes: .onnx or .safetensors"));
        var pixels = new PixelFlags(verb);
        var weights = new WeightFlags(verb, pixels);
        Option<int> opset = verb.Under("Options", Flags.Int("--opset", OnnxExportOptions.Default.Opset, "version of ONNX's operators; an older reader may need a lower one",
            OnnxExportOptions.OldestOpset, OnnxExportOptions.NewestOpset));
        Option<bool> fold = verb.Under("Options", Flags.Switch("--fold-bn", "multiply each batch norm into the convolution or dense layer before it"));
        Option<bool> include = verb.Under("Options", Flags.Switch("--include-preprocessing", "the file takes pixels 0 … 255 and normalises them itself"));
        var onnx = new OnnxFlags(verb, pixels);
        host.Run(verb, s =>
        {
            string target = Target(s.Value(to));
            (Model read, WeightReport? report) = weights.IsGiven(s) ? weights.Read(s, s.Value(model))
                : (NetArgument.ReadModel(s.Value(model), s, onnx.Read(s, s.Value(model))), null);
            using Model loaded = read;
            if (target.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            {
                loaded.Save(target);
                long size = new FileInfo(target).Length;
                s.Answer($"{(report is null ? "" : $"{report}\n")}{Printable.Of(loaded.ToString())}\nfile       {Printable.Of(target)}, {size:N0} bytes\npixels     {WeightFlags.Text(loaded.Preprocessing)}",
                    Json(loaded, s.Value(model), target, null, size, report));
                return ExitCode.Done;
            }
            var options = new OnnxExportOptions { Opset = s.Value(opset), FoldBatchNorm = s.Value(fold), IncludePreprocessing = s.Value(include) };
            Fovea.Onnx.Onnx.Save(loaded, target, options);
            long bytes = new FileInfo(target).Length;
            s.Answer((report is null ? "" : $"{report}\n") + Text(loaded, target, options, bytes), Json(loaded, s.Value(model), target, options, bytes, report));
            return ExitCode.Done;
        });
        return verb;
    }

    // Checked before the model is read: a mistake is found at once.
    private static string Target(string? to)
    {
        if (string.IsNullOrEmpty(to)) throw new UsageException("'convert' needs --to FILE.onnx", null, "fovea convert --help");
        if (!NetArgument.IsModel(to))
            throw new UsageException($"--to '{to}'", "the ending says what the model becomes, and fovea writes .onnx and .safetensors", "fovea convert MODEL --to FILE.onnx");
        return to;
    }

    private static string Text(Model model, string to, OnnxExportOptions options, long bytes)
    {
        string pixels = options.IncludePreprocessing ? "pixels 0 … 255" : "pixels normalised as the file's metadata say";
        return $"{Printable.Of(model.ToString())}\n"
            + $"file    {Printable.Of(to)}, {bytes:N0} bytes, ONNX opset {options.Opset}\n"
            + $"input   {model.Graph.Input.Name} {string.Join('×', Axes(model.Graph.Input.Shape))}, {pixels}\n"
            + $"output  {model.Graph.Output.Name} {string.Join('×', Axes(model.Graph.Output.Shape))}";
    }

    private static string Json(Model model, string from, string to, OnnxExportOptions? options, long bytes, WeightReport? report) => JsonLine.Object(json =>
    {
        json.WriteString("model", from);
        json.WriteString("to", to);
        json.WriteString("format", options is null ? "safetensors" : "onnx");
        if (options is not null) json.WriteNumber("opset", options.Opset);
        json.WriteNumber("bytes", bytes);
        Write(json, "input", model.Graph.Input);
        Write(json, "output", model.Graph.Output);
        if (report is null) return;
        json.WriteStartObject("weights");
        WeightFile.Write(json, report);
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, string member, Node node)
    {
        json.WriteStartObject(member);
        json.WriteString("name", node.Name);
        json.WriteStartArray("shape");
        foreach (object axis in Axes(node.Shape))
        {
            if (axis is int size) json.WriteNumberValue(size);
            else json.WriteStringValue((string)axis);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // N × C × H × W, with any N.
    private static object[] Axes(Shape shape) => shape.IsImage ? ["N", shape.Channels, shape.Height, shape.Width] : ["N", shape.Channels];
}
