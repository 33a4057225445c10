using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Fovea.Data;
using Fovea.Explain;
using Fovea.Kernels;
using Fovea.Report;

namespace Fovea.Cli;

/// <summary><c>fovea explain MODEL IMAGE…</c>.</summary>
internal static class ExplainVerb
{
    /// <summary>The methods by their words; each takes the node of its feature maps, where it has some.</summary>
    internal static IReadOnlyDictionary<string, Func<string?, ExplanationMethod>> Methods { get; } = new Dictionary<string, Func<string?, ExplanationMethod>>
    {
        ["gradcam"] = node => new GradCam(node),
        ["saliency"] = _ => new Saliency(),
        ["guided"] = _ => new Saliency(ReluRule.Guided),
        ["deconvnet"] = _ => new Saliency(ReluRule.Deconvnet),
        ["scorecam"] = node => new ScoreCam(node),
        ["ablationcam"] = node => new AblationCam(node),
        ["occlusion"] = _ => new Occlusion(),
        ["rise"] = _ => new Rise(),
        ["lime"] = _ => new Lime(),
        ["kernelshap"] = _ => new KernelShap(),
    };

    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("explain", "shows which parts of an image speak for a class: a picture and the numbers behind it",
            "fovea explain runs/demo/weights/best.safetensors boot.png",
            "fovea explain pets.safetensors rex.jpg --class dog --method saliency --out why")
        {
            JsonAnswer = "images: [file, predicted, probability, explains, method, node, value, minimum, maximum, peak: [row, column], picture, array, trust: null or [verdict, checks: [name, verdict, value, rule, source, says]], note]",
        };
        Argument<string> model = verb.With<string>("MODEL", "a .safetensors model");
        Argument<string[]> files = verb.With<string[]>("IMAGE", "PNG, JPEG, WebP, BMP or GIF files", ArgumentArity.OneOrMore);
        Option<string> method = verb.Under("Options", Flags.Choice("--method", "gradcam",
            "gradcam: where the last feature maps speak for the class; saliency: which pixels change its logit; guided and deconvnet: sharper, but partly blind to the weights; scorecam and ablationcam: without gradients; occlusion, rise, lime and kernelshap: what the logit loses when parts are covered", [.. Methods.Keys]));
        Option<string?> label = verb.Under("Options", Flags.Text("--class", "NAME", "the class to explain [the network's answer]"));
        Option<string?> node = verb.Under("Options", Flags.Text("--node", "NAME", "feature maps for gradcam, scorecam and ablationcam [the last ones]"));
        Option<string> folder = verb.Under("Options", new Option<string>("--out") { HelpName = "DIR", Description = "folder of the pictures", DefaultValueFactory = _ => "explain" });
        Option<bool> noChecks = verb.Under("Options", Flags.Switch("--no-checks", "leave out the checks that say whether the picture may be believed: they run the method nine times more"));
        host.Run(verb, s =>
        {
            using Model loaded = NetArgument.ReadModel(s.Value(model));
            bool weighs = s.Value(method) is "gradcam" or "scorecam" or "ablationcam";
            if (s.Value(node) is not null && !weighs) throw new UsageException("--node goes with --method gradcam, scorecam or ablationcam", "the other methods explain pixels");
            if (s.Value(node) is { } wanted && !loaded.Graph.Contains(wanted))
                throw new UsageException($"--node: {loaded.Name} has no node '{wanted}'{Spelling.DidYouMean(wanted, loaded.Graph.Nodes.Select(n => n.Name))}", null, $"fovea summary {s.Value(model)}");
            int? chosen = s.Value(label) is { } c ? loaded.IndexOf(c) : null;
            ExplanationMethod how = Methods[s.Value(method)](s.Value(node) ?? (weighs ? GradCam.DefaultNode(loaded.Graph).Name : null));
            if (how is PerturbationMethod seeded) how = seeded with { Seed = s.Seed };
            using var predictor = new Predictor(loaded, s.Threads);
            var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            var answers = new List<Answer>();
            foreach (string file in s.Value(files))
            {
                s.Cancel.ThrowIfCancellationRequested();
                Answer answer = One(s, loaded, predictor, how, s.Value(method), file, chosen, s.Value(folder), taken, !s.Value(noChecks));
                answers.Add(answer);
                s.Say($"{Printable.Of(file)}  {answer.Said}\n  {how.Name} for {answer.Explains}: {answer.Picture}");
                if (answer.Trust is { } trust) s.Say("  " + trust.ToString().Replace("\n", "\n  ", StringComparison.Ordinal));
                if (answer.Why.Warning is { } warning) s.Warn(warning);
            }
            s.Answer(JsonLine.Object(json =>
            {
                json.WriteStartArray("images");
                foreach (Answer answer in answers) answer.Write(json, how.Name);
                json.WriteEndArray();
            }));
            return ExitCode.Done;
        });
        return verb;
    }

    private static Answer One(Session s, Model model, Predictor predictor, ExplanationMethod how, string word, string file, int? chosen, string folder, HashSet<string> taken, bool checks)
    {
        Image image = Image.Load(file);
        InputFormat format = InputFormat.Of(model);
        Prediction said = predictor.Predict(image, file);
        int explained = chosen ?? said.Index;
        using Tensor pixels = format.Prepare(image, file);
        (Explanation why, TrustBadge? trust) = TrustedExplanation.Of(s, model, pixels, how, Objective.Logit(explained), checks);
        Image seen = format.Fit(image, file);
        string node = how switch
        {
            GradCam { Node: { } n } => n,
            ScoreCam { Node: { } n } => n,
            AblationCam { Node: { } n } => n,
            _ => "input",
        };
        var cam = new CamPicture
        {
            Image = new PixelImage(seen.Height, seen.Width, seen.Channels, seen.Pixels),
            Map = why.Positive(),
            MapHeight = why.Height,
            MapWidth = why.Width,
            // What the picture is of is not known here: the answer stands for it.
            Actual = said.Label,
            Predicted = said.Label,
            Probability = said.Probability,
            Explains = model.LabelOf(explained),
            Node = node,
            Method = chosen is null ? how.Name : $"{how.Name} for {model.LabelOf(explained)}",
            Name = file,
            Trust = trust,
        };
        (string picture, string array) = ExplanationWriter.Write(cam, [.. why.Map], folder, FileName(file, word, taken));
        return new Answer(file, said, model.LabelOf(explained), node, why, picture, array, trust);
    }

    private static string FileName(string file, string method, HashSet<string> taken)
    {
        string stem = $"{Path.GetFileNameWithoutExtension(file)}-{method}", name = stem;
        for (int number = 2; !taken.Add(name); number++) name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
        return name;
    }

    private sealed record Answer(string File, Prediction Said, string Explains, string Node, Explanation Why, string Picture, string Array, TrustBadge? Trust)
    {
        public void Write(Utf8JsonWriter json, string method)
        {
            json.WriteStartObject();
            json.WriteString("file", File);
            json.WriteString("predicted", Said.Label);
            json.WriteNumber("probability", Math.Round(Said.Probability, 6));
            json.WriteString("explains", Explains);
            json.WriteString("method", method);
            json.WriteString("node", Node);
            json.WriteNumber("value", Why.Value);
            json.WriteNumber("minimum", Why.Minimum);
            json.WriteNumber("maximum", Why.Maximum);
            json.WriteStartArray("peak");
            json.WriteNumberValue(Why.Peak.Row);
            json.WriteNumberValue(Why.Peak.Column);
            json.WriteEndArray();
            json.WriteString("picture", Path.GetFullPath(Picture));
            json.WriteString("array", Path.GetFullPath(Array));
            json.WritePropertyName("trust");
            json.WriteRawValue(Trust?.ToJson() ?? "null");
            if (Why.Warning is { } note) json.WriteString("note", note);
            json.WriteEndObject();
        }
    }
}
