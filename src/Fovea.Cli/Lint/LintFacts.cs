using System.CommandLine;
using Fovea.Analysis;
using Fovea.Data;
using Fovea.Lab;

namespace Fovea.Cli;

/// <summary>The options of <c>fovea lint</c> that tell more than the declaration does, so that more rules can speak.</summary>
internal sealed class LintFacts
{
    private const string Title = "What is known besides";
    private readonly Option<int> batch, images, classes, objectSize;
    private readonly Option<string?> data, run;

    public LintFacts(Verb verb)
    {
        batch = verb.Under(Title, Flags.Int("--batch", 64, "images in a step of training", least: 1, most: 65536));
        images = verb.Under(Title, Flags.Int("--images", 0, "images to train on; 0 when that is not known", least: 0));
        classes = verb.Under(Title, Flags.Int("--classes", 0, "classes of the data; 0 when that is not known", least: 0));
        objectSize = verb.Under(Title, Flags.Int("--object", 0, "side of a typical object in pixels; 0 when it fills the image", least: 0));
        data = verb.Under(Title, Flags.Text("--data", "DATA", "images: rules about data, activations and the first steps of training are measured on them"));
        run = verb.Under(Title, Flags.Text("--run", "DIR", "the run folder that MODEL comes from; goes with --data"));
    }

    /// <summary>The subject with all that was said and measured.</summary>
    public LintSubject Add(Session s, string net, string? size, LintSubject subject)
    {
        if (s.Value(run) is not null && s.Value(data) is null) throw new UsageException("--run goes with --data", "a run is judged together with its images");
        if (s.Value(data) is { } path)
        {
            if (subject.Broken is null && subject.Trained is null) subject = Measured(s, net, size, path);
            else s.Warn("nothing was measured on the images: a network that does not fit together cannot run");
        }
        return subject with
        {
            Batch = s.Given(batch) || s.Value(run) is null ? s.Value(batch) : subject.Batch,
            TrainingImages = s.Value(images) > 0 ? s.Value(images) : subject.TrainingImages,
            Classes = s.Value(classes) > 0 ? s.Value(classes) : subject.Classes,
            ObjectSize = s.Value(objectSize) > 0 ? s.Value(objectSize) : null,
        };
    }

    private LintSubject Measured(Session s, string net, string? size, string path)
    {
        bool trained = NetArgument.IsModel(net);
        using Model declared = NetArgument.Read(net, s.Seed, size);
        using RunSets sets = new RunData { Path = path, Seed = s.Seed }.Open((set, oneClass) => DataCheck.Run(set, InputFormat.Of(declared), skipBad: false, CheckDepth.Auto, oneClass, null, s.Cancel).Set);
        using Model model = trained ? declared.With() : Preparation.Of(declared, sets.Train);
        var options = new FactsOptions { Trained = trained, RunFolder = s.Value(run), Batch = s.Value(batch), Seed = s.Seed, Threads = s.Threads };
        LintSubject measured = LabBar.Run(s, progress => Facts.Measure(model, new LabData(sets.Train, sets.Validation, sets.Test), options, progress, s.Cancel));
        Node[] wide = [.. model.Graph.Nodes.Where(n => n.Op is Conv2d or Dense && n.Shape.Channels > options.MostChannels)];
        if (measured.Saturation is not null && wide.Length > 0)
            s.Warn($"saturation is measured up to {options.MostChannels} channels; left out: {string.Join(", ", wide.Select(n => $"{n.Name} ({n.Shape.Channels:N0})"))}");
        // The nodes of the declaration carry their lines; facts are kept by name.
        return trained ? measured : measured with { Graph = declared.Graph };
    }
}
