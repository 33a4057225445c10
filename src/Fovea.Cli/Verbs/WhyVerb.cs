using System.CommandLine;
using Fovea.Analysis;
using Fovea.Data;
using Fovea.Explain;
using Fovea.Report;

namespace Fovea.Cli;

/// <summary><c>fovea why MODEL IMAGE</c>.</summary>
internal static class WhyVerb
{
    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("why", "how one number of the network came about: the window, the products, the sum, the activation, and where in the image it looked",
            "fovea why runs/demo/weights/best.safetensors boot.png --at conv2[5,7,12]",
            "fovea why pets.safetensors rex.jpg --at dense1[dog] --out why")
        {
            JsonAnswer = "file, predicted, probability, why: [node, op, at, kind, formula, windows: [node, shape, first, taps, dilation, outside, channels: [channel, sum, products: [row, column, value, weight]]], "
                + "offset, sum, computed, activation, then: [node, op, value]], window: [top, left, height, width], effective, picture, array",
        };
        Argument<string> model = verb.With<string>("MODEL", NetArgument.ModelHelp);
        Argument<string> file = verb.With<string>("IMAGE", "a PNG, JPEG, WebP, BMP or GIF file");
        Option<string?> at = verb.Under("Options", Flags.Text("--at", "PLACE", "NODE[row,column,channel], or NODE[number] of a vector, counted from 0 [the answer's output]"));
        Option<string> folder = verb.Under("Options", new Option<string>("--out") { HelpName = "DIR", Description = "folder of the picture and the numbers", DefaultValueFactory = _ => "why" });
        host.Run(verb, s =>
        {
            using Model loaded = NetArgument.ReadModel(s.Value(model), s);
            PlaceArgument? wanted = s.Value(at) is { } text ? PlaceArgument.Read(text, loaded, s.Value(model)) : null;
            Image image = Image.Load(s.Value(file));
            InputFormat format = InputFormat.Of(loaded);
            using var predictor = new Predictor(loaded, s.Threads);
            Prediction said = predictor.Predict(image, s.Value(file));
            PlaceArgument place = wanted ?? new PlaceArgument(loaded.Graph.Output.Name, 0, 0, said.Index);
            using Tensor pixels = format.Prepare(image, s.Value(file));
            Provenance why = loaded.Why(pixels, place.Node, place.Row, place.Column, place.Channel, s.Threads);
            ReceptiveField field = ReceptiveField.Of(loaded.Graph)[loaded.Graph[place.Node]];
            ImageWindow window = ImageWindow.Of(field, place.Row, place.Column, why.Height, why.Width);
            Image seen = format.Fit(image, s.Value(file));
            string name = $"{Path.GetFileNameWithoutExtension(s.Value(file))}-{why.Place.Replace('[', '-').Replace(',', '-').TrimEnd(']')}";
            (string picture, string array) = WhyWriter.Write(why, new PixelImage(seen.Height, seen.Width, seen.Channels, seen.Pixels), field,
                $"{Path.GetFileName(s.Value(file))}, {said}", s.Value(folder), name);
            s.Say($"{Printable.Of(s.Value(file))}  {said}\n{why}\n  image    {Seen(window, why)}\n  picture  {picture}\n  numbers  {array}");
            s.Answer(JsonLine.Object(json =>
            {
                json.WriteString("file", s.Value(file));
                json.WriteString("predicted", said.Label);
                json.WriteNumber("probability", Math.Round(said.Probability, 6));
                json.WritePropertyName("why");
                json.WriteRawValue(why.ToJson());
                json.WriteStartObject("window");
                json.WriteNumber("top", window.Top);
                json.WriteNumber("left", window.Left);
                json.WriteNumber("height", window.Height);
                json.WriteNumber("width", window.Width);
                json.WriteEndObject();
                json.WriteNumber("effective", why.EffectivePixels);
                json.WriteString("picture", Path.GetFullPath(picture));
                json.WriteString("array", Path.GetFullPath(array));
            }));
            return ExitCode.Done;
        });
        return verb;
    }

    private static string Seen(ImageWindow w, Provenance why)
    {
        string where = w.Height == 0 || w.Width == 0 ? "it sees padding alone"
            : $"it can see rows {w.Top} to {w.Top + w.Height - 1}, columns {w.Left} to {w.Left + w.Width - 1} of {why.Height}×{why.Width}{(w.IsCut ? ", cut off at the edge" : "")}";
        return $"{where}; {(why.EffectivePixels == 0 ? "no pixel moves it" : $"{why.EffectivePixels:N0} {(why.EffectivePixels == 1 ? "pixel moves" : "pixels move")} it noticeably")}";
    }
}
