using System.CommandLine;
using Fovea.Data;
using Fovea.Explain;

namespace Fovea.Cli;

/// <summary><c>fovea faithful MODEL DATA</c>.</summary>
internal static class FaithfulVerb
{
    private static IReadOnlyDictionary<string, ExplanationMetric> Metrics { get; } = MethodComparison.AllMetrics.ToDictionary(m => Word(m));

    public static Verb Make(VerbHost host)
    {
        var verb = new Verb("faithful", "compares methods of explanation on labelled images: which maps say what moves this network, with 95 % intervals and controls",
            "fovea faithful runs/demo/weights/best.safetensors sample --methods gradcam,saliency,occlusion",
            "fovea faithful pets.safetensors pets --masks pets-masks --metrics pointing-game,energy-share --json")
        {
            JsonAnswer = "model, on, images, seed, methods: [method, control, metrics: [metric, higherIsBetter, count, mean, low95, high95, chance, againstRandom]]",
        };
        Argument<string> model = verb.With<string>("MODEL", NetArgument.ModelHelp);
        Argument<string> data = verb.With<string>("DATA", DataArgument.Help);
        Option<string> methods = verb.Under("Options", new Option<string>("--methods") { HelpName = "A,B,…", Description = "names with commas between them; fovea explain --methods lists them", DefaultValueFactory = _ => "gradcam,saliency,guided,occlusion" });
        Option<string?> metrics = verb.Under("Options", Flags.Text("--metrics", "A,B,…", $"of {string.Join(", ", Metrics.Keys)} [all; the last two need --masks]"));
        Option<int> count = verb.Under("Options", Flags.Int("--images", 50, "images that are explained, drawn by the seed", 2, 100_000));
        Option<string?> split = verb.Under("Options", Flags.Text("--split", "NAME", "train, validation or test [test where there is one]"));
        Option<string?> masks = verb.Under("Options", Flags.Text("--masks", "DIR", "a picture for each image with its file name, white where the object is"));
        Option<int> batch = verb.Under("Options", Flags.Int("--batch", 32, "images in one pass; results do not depend on it", 1, 65536));
        host.Run(verb, s =>
        {
            ExplanationMethod[] compared = [.. s.Value(methods).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(w => MethodCatalog.Find(w).Make(new MethodSettings { Seed = s.Seed }))];
            ExplanationMetric[]? measured = s.Value(metrics) is { } words ? [.. Words(words, "--metrics", Metrics)] : null;
            if (measured is not null && s.Value(masks) is null && measured.FirstOrDefault(m => m.NeedsRegions) is { } lacking)
                throw new UsageException($"--metrics {Word(lacking)} needs --masks", "it compares maps with the places of objects");
            using Model loaded = NetArgument.ReadModel(s.Value(model), s);
            using ImageDataset set = RunData.OpenForTest(s.Value(data), s.Value(split));
            InputFormat format = InputFormat.Of(loaded);
            CheckedData found = DataCheck.Run(set, format, false, CheckDepth.Auto, allowOneClass: true, null, s.Cancel);
            int images = Math.Min(s.Value(count), found.Set.Count);
            using var loader = new BatchLoader(found.Set, format, new LoaderOptions { BatchSize = images, Shuffle = true, Seed = s.Seed, EndEpoch = 1 });
            if (!loader.TryNext(out Batch? first, s.Cancel)) throw new UsageException($"{s.Value(data)} has no images to explain");
            if (first.Count < 2) throw new UsageException($"{s.Value(data)} has {first.Count} image to explain", "one image says nothing about others: an interval needs two or more", "give more images");
            using var pixels = new Tensor(loaded.Graph.Input.Shape, first.Pixels, first.Count);
            bool[]?[]? regions = s.Value(masks) is { } folder ? [.. first.Indices.Take(first.Count).Select(i => MaskFolder.Read(folder, found.Set.Id(i), format))] : null;
            MethodComparison comparison = CountedProgress.Run(s, "comparing", "%", report => MethodComparison.Of(loaded, pixels, Answers(loaded, pixels, s.Threads), compared, measured, regions, s.Seed,
                new ExplainWork { Batch = s.Value(batch), Threads = s.Threads, Cancel = s.Cancel, Progress = new Relay<double>(p => report(100 * p, 100)) }));
            string on = $"{pixels.Batch} images of {s.Value(data)}, drawn with seed {s.Seed}; each explains the network's own answer";
            s.Say($"{loaded.Name}: {on}\n\n{comparison}");
            s.Answer(JsonLine.Object(json =>
            {
                json.WriteString("model", loaded.Name);
                json.WriteString("on", on);
                json.WriteNumber("images", pixels.Batch);
                json.WriteNumber("seed", s.Seed);
                json.WritePropertyName("methods");
                json.WriteRawValue(comparison.ToJson());
            }));
            return ExitCode.Done;
        });
        return verb;
    }

    private static string Word(ExplanationMetric metric) => metric.Name.ToLowerInvariant().Replace(' ', '-');

    private static int[] Answers(Model model, Tensor images, int threads)
    {
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = images.Batch, Threads = threads });
        plan.Load(images.Values);
        plan.Run();
        return [.. Enumerable.Range(0, images.Batch).Select(n =>
        {
            ReadOnlySpan<float> output = plan.Output(n);
            int best = 0;
            for (int c = 1; c < output.Length; c++)
                if (output[c] > output[best]) best = c;
            return best;
        })];
    }

    private static T[] Words<T>(string text, string option, IReadOnlyDictionary<string, T> known) => [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(word =>
        known.TryGetValue(word, out T? value) ? value : throw new UsageException($"{option} '{word}'{Spelling.DidYouMean(word, known.Keys)}", $"{option} takes words with commas between them, of {string.Join(", ", known.Keys)}"))];
}
