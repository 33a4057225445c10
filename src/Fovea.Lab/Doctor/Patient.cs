using Fovea.Analysis;
using Fovea.Data;
using Fovea.Training;

namespace Fovea.Lab;

/// <summary>What the examinations share: the network, its images, the work they may do, and what the earlier ones found.</summary>
internal sealed class Patient
{
    // Multiply-accumulates of a whole examination. Counting work instead of seconds gives the same findings on every machine.
    private const double Work = 1.2e12, QuickShare = 0.2;

    public Patient(Model model, LabData data, DoctorOptions options, bool isFile, IProgress<LabProgress>? progress, CancellationToken cancel)
    {
        (Model, Options, Progress, Cancel) = (model, options, progress, cancel);
        Data = data.Held is null && data.Train.Count >= 20 ? Cut(data) : data;
        var facts = new FactsOptions { Seed = options.Seed, Threads = options.Threads, Batch = options.Batch, Optimizer = options.Optimizer, Images = options.Quick ? 256 : 512, Steps = 0 };
        Measure = new Measurement(Data, facts, progress, cancel);
        IsFile = isFile;
    }

    public Model Model { get; }

    public LabData Data { get; }

    public DoctorOptions Options { get; }

    public IProgress<LabProgress>? Progress { get; }

    public CancellationToken Cancel { get; }

    public Measurement Measure { get; private set; }

    /// <summary>The weights come from a file: they may have been trained.</summary>
    public bool IsFile { get; }

    /// <summary>The model answers better than one constant answer: it is tested as it is, and trained anew from other first weights.</summary>
    public bool IsTrained { get; private set; }

    /// <summary>What lint is told.</summary>
    public LintSubject Subject { get; set; } = null!;

    /// <summary>Why the network cannot be trained on these images; null when it can.</summary>
    public string? Untrainable { get; set; }

    /// <summary>The range test, once it is done.</summary>
    public RateSweep? Rates { get; set; }

    /// <summary>The learning rate is one that later examinations should not use: it is reported once.</summary>
    public bool RateIsBad { get; set; }

    /// <summary>The network after the short training, for the examinations that need a trained one.</summary>
    public Model? Taught { get; set; }

    /// <summary>The optimiser with a rate that is sound, as far as that is known.</summary>
    public Optimizer Optimizer => RateIsBad && Rates?.Suggested is { } rate ? Options.Optimizer with { LearningRate = (float)rate } : Options.Optimizer;

    /// <summary>The rate of <see cref="Optimizer"/>, in words, when it is not the one that was chosen.</summary>
    public string RateNote => Optimizer == Options.Optimizer ? "" : $", with the learning rate {Optimizer.LearningRate:G2}";

    public void MarkTrained()
    {
        IsTrained = true;
        Measure = Measure with { Options = Measure.Options with { Trained = true } };
    }

    /// <summary>A copy to train: with these weights, or with new ones where these are trained.</summary>
    public Model Fresh()
    {
        Model copy = Model.With();
        if (IsTrained) Init.Reset(copy.Graph, copy.Parameters, Options.Seed);
        return copy;
    }

    /// <summary>Steps that fit into a share of the work.</summary>
    public int Steps(double share, int batch, int least, int most)
    {
        double step = 3.0 * Math.Max(1, Model.Graph.Cost.Macs) * batch, work = Work * share * (Options.Quick ? QuickShare : 1);
        return (int)Math.Clamp(work / step, Options.Quick ? Math.Max(1, least / 2) : least, Options.Quick ? Math.Max(1, most / 2) : most);
    }

    public void Say(string what, double done) => Progress?.Report(new LabProgress(what, Math.Clamp(done, 0, 1)));

    private LabData Cut(LabData data)
    {
        (ImageDataset first, ImageDataset second) = data.Train.Split(0.2, Options.Seed);
        return second.Count > 0 ? new LabData(first, second) : data;
    }
}
