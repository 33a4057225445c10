using System.CommandLine;
using System.Globalization;
using Fovea.Data;
using Fovea.Explain;
using Fovea.Report;

namespace Fovea.Cli;

/// <summary><c>fovea explain MODEL IMAGE…</c>.</summary>
internal static class ExplainVerb
{
    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("explain", "shows which parts of an image speak for a class: a picture and the numbers behind it",
            "fovea explain runs/demo/weights/best.safetensors boot.png",
            "fovea explain pets.safetensors rex.jpg --method gradcam,ig,lrp --class dog --against cat --out why",
            "fovea explain --methods")
        {
            JsonAnswer = "images: [file, predicted, probability, explains, objective, method, word, node, reason, value, units, signed, minimum, maximum, peak: [row, column], facts: [name, value, text], picture, array, trust: null or [verdict, checks: [name, verdict, value, rule, source, says]], note]; "
                + "with --methods: methods: [method, shows, formula, signed, resolution, cost, failures]",
        };
        Argument<string?> model = verb.With<string?>("MODEL", NetArgument.ModelHelp, ArgumentArity.ZeroOrOne);
        Argument<string[]> files = verb.With<string[]>("IMAGE", "PNG, JPEG, WebP, BMP or GIF files", ArgumentArity.ZeroOrMore);
        var flags = new ExplainFlags(verb);
        Option<bool> list = verb.Under("Options", Flags.Switch("--methods", "list all methods with a sentence each; takes no MODEL"));
        Option<string> scale = verb.Under("Options", Flags.Choice("--scale", "own", "colours of each map on a scale of its own, or one scale for the maps of a picture that have the same units", "own", "shared"));
        Option<string> folder = verb.Under("Options", new Option<string>("--out") { HelpName = "DIR", Description = "folder of the pictures", DefaultValueFactory = _ => "explain" });
        Option<bool> noChecks = verb.Under("Options", Flags.Switch("--no-checks", "leave out the checks that say whether a map may be believed: they run each method ten times more"));
        var onnx = new OnnxFlags(verb);
        host.Run(verb, s =>
        {
            if (s.Value(list)) return List(s, s.Value(model));
            if (s.Value(model) is not { } file || s.Value(files).Length == 0) throw new UsageException("'explain' needs MODEL and IMAGE, or --methods", null, "fovea explain --help");
            IReadOnlyList<MethodEntry> methods = flags.Methods(s);
            using Model loaded = NetArgument.ReadModel(file, s, onnx.Read(s, file));
            MethodSettings settings = flags.Settings(s, loaded, file);
            (MethodEntry Entry, ExplanationMethod How)[] how = [.. methods.Select(m => (m, m.Make(settings)))];
            using var predictor = new Predictor(loaded, s.Threads);
            var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            var answers = new List<ExplainAnswer>();
            foreach (string image in s.Value(files))
            {
                ExplainAnswer[] of = One(s, loaded, predictor, how, image, flags, s.Value(scale) == "shared", !s.Value(noChecks), s.Value(folder), taken);
                answers.AddRange(of);
                s.Say($"{Printable.Of(image)}  {of[0].Said}\n  {string.Join(", ", of.Select(a => a.How.Name))} for the {of[0].Words}: {of[0].Picture}");
                foreach (string reason in of.Select(a => a.Why.Reason).OfType<string>().Distinct()) s.Say($"  layer {reason}");
                foreach (ExplainAnswer a in of)
                {
                    foreach (ExplanationFact fact in a.Why.Facts) s.Say($"  {a.How.Name}: {fact}");
                    if (a.Trust is { } trust) s.Say($"  {a.How.Name}: {trust.ToString().Replace("\n", "\n  ", StringComparison.Ordinal)}");
                    if (a.Why.Warning is { } warning) s.Warn(of.Length == 1 ? warning : $"{a.How.Name}: {warning}");
                }
            }
            s.Answer(JsonLine.Object(json =>
            {
                json.WriteStartArray("images");
                foreach (ExplainAnswer answer in answers) answer.Write(json);
                json.WriteEndArray();
            }));
            return ExitCode.Done;
        });
        return verb;
    }

    private static int List(Session s, string? model)
    {
        if (model is not null) throw new UsageException("--methods takes no MODEL", "it is about the methods and not about a network");
        int width = MethodCatalog.All.Max(m => m.Word.Length);
        s.Answer(string.Join('\n', MethodCatalog.All.Select(m => $"{m.Word.PadRight(width)}  {m.Sentence}")), JsonLine.Object(json =>
        {
            json.WriteStartArray("methods");
            foreach (MethodEntry m in MethodCatalog.All)
            {
                json.WriteStartObject();
                json.WriteString("method", m.Word);
                json.WriteString("shows", m.Sentence);
                json.WriteString("formula", m.Formula);
                json.WriteBoolean("signed", m.Signed);
                json.WriteString("resolution", m.Resolution);
                json.WriteString("cost", m.Passes);
                json.WriteString("failures", m.Failures);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }));
        return ExitCode.Done;
    }

    private static ExplainAnswer[] One(Session s, Model model, Predictor predictor, (MethodEntry Entry, ExplanationMethod How)[] methods, string file, ExplainFlags flags, bool shared, bool checks, string folder, HashSet<string> taken)
    {
        Image image = Image.Load(file);
        InputFormat format = InputFormat.Of(model);
        Prediction said = predictor.Predict(image, file);
        (Objective objective, string explains, string words) = flags.Explained(s, model, said.Index);
        using Tensor pixels = format.Prepare(image, file);
        var maps = new List<(MethodEntry Entry, ExplanationMethod How, Explanation Why, TrustBadge? Trust, ExplainedMap Map)>();
        foreach ((MethodEntry entry, ExplanationMethod how) in methods)
        {
            s.Cancel.ThrowIfCancellationRequested();
            (Explanation why, TrustBadge? trust) = TrustedExplanation.Of(s, model, pixels, how, objective, checks);
            string[] notes = [.. why.Facts.Select(f => f.ToString()), .. why.Warning is { } warning ? new[] { warning } : []];
            maps.Add((entry, how, why, trust, new ExplainedMap(how.Name, why.Height, why.Width, [.. why.Map], why.Node, why.Units, entry.Signed, notes) { Trust = trust }));
        }
        Image seen = format.Fit(image, file);
        string stem = Path.GetFileNameWithoutExtension(file), name = FileName(stem, Together(methods.Select(m => m.Entry.Word)), taken);
        string picture = ExplanationWriter.WritePicture(new ExplainedImage
        {
            Image = new PixelImage(seen.Height, seen.Width, seen.Channels, seen.Pixels),
            Name = Path.GetFileName(file),
            Said = string.Create(CultureInfo.InvariantCulture, $"{said.Label}, {100 * said.Probability:F1} %"),
            Explains = string.Create(CultureInfo.InvariantCulture, $"{words} = {maps[0].Why.Value:G4}"),
            Maps = [.. maps.Select(m => m.Map)],
            SharedScale = shared,
        }, folder, name);
        return [.. maps.Select(m => new ExplainAnswer(file, said, explains, words, m.Entry, m.How, m.Why, m.Trust, picture,
            ExplanationWriter.WriteArray(m.Map, folder, methods.Length == 1 ? name : FileName(stem, m.Entry.Word, taken))))];
    }

    // The words where they make a file name, their number where they would make a long one.
    private static string Together(IEnumerable<string> words)
    {
        string[] all = [.. words];
        string joined = string.Join('-', all);
        return joined.Length <= 48 ? joined : string.Create(CultureInfo.InvariantCulture, $"{all.Length}-methods");
    }

    private static string FileName(string image, string method, HashSet<string> taken)
    {
        string stem = $"{image}-{method}", name = stem;
        for (int number = 2; !taken.Add(name); number++) name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
        return name;
    }
}
