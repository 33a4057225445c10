using System.CommandLine;
using Fovea.Data;

namespace Fovea.Cli;

/// <summary><c>fovea predict MODEL IMAGE…</c>.</summary>
internal static class PredictVerb
{
    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("predict", "says what is on images", "fovea predict runs/demo/weights/best.safetensors boot.png", "fovea predict pets.safetensors photos/*.jpg --top 1 --json")
        {
            JsonAnswer = "images: [file, label, probability, classes: [label, probability]]",
        };
        Argument<string> model = verb.With<string>("MODEL", NetArgument.ModelHelp);
        Argument<string[]> files = verb.With<string[]>("IMAGE", "PNG, JPEG, WebP, BMP or GIF files", ArgumentArity.OneOrMore);
        Option<int> top = verb.Under("Options", Flags.Int("--top", 3, "classes to name for each image", 1));
        Option<bool> skipBad = verb.Under("Options", Flags.Switch("--skip-bad", "go on after images that cannot be read; they are named at the end"));
        var tuned = new TunedFlag(verb, "Options");
        var onnx = new OnnxFlags(verb);
        host.Run(verb, s =>
        {
            AlgorithmChoices? choices = tuned.Read(s);
            using Model loaded = NetArgument.ReadModel(s.Value(model), s, onnx.Read(s, s.Value(model)));
            using var predictor = new Predictor(loaded, s.Threads, choices);
            var answers = new List<(string File, Prediction Prediction)>();
            var bad = new List<ImageException>();
            foreach (string file in s.Value(files))
            {
                s.Cancel.ThrowIfCancellationRequested();
                try
                {
                    Prediction p = predictor.Predict(Image.Load(file), file);
                    answers.Add((file, p));
                    s.Say($"{Printable.Of(file)}  {string.Join(", ", p.Classes.Take(s.Value(top)))}");
                }
                catch (ImageException e) when (s.Value(skipBad))
                {
                    bad.Add(e);
                }
            }
            if (bad.Count > 0) s.Warn($"{bad.Count:N0} of {s.Value(files).Length:N0} images were left out:{string.Concat(bad.Take(10).Select(e => $"\n{e.Subject}: {e.Problem}"))}");
            s.Answer(Json(answers, s.Value(top)));
            return ExitCode.Done;
        });
        return verb;
    }

    private static string Json(List<(string File, Prediction Prediction)> answers, int top) => JsonLine.Object(json =>
    {
        json.WriteStartArray("images");
        foreach ((string file, Prediction p) in answers)
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteString("label", p.Label);
            json.WriteNumber("probability", Math.Round(p.Probability, 6));
            json.WriteStartArray("classes");
            foreach (ClassProbability c in p.Classes.Take(top))
            {
                json.WriteStartObject();
                json.WriteString("label", c.Label);
                json.WriteNumber("probability", Math.Round(c.Probability, 6));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
