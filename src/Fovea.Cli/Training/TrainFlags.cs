using System.CommandLine;
using Fovea.Data;
using Fovea.Training;

namespace Fovea.Cli;

/// <summary>All of <see cref="TrainOptions"/> as options of a verb, each with its default.</summary>
internal sealed class TrainFlags
{
    private const string Run = "Run", Steps = "Optimiser", Rates = "Learning rate", Aim = "Loss", Images = "Random changes to training images", Best = "Best epoch and early stop", Save = "Saving";

    private readonly Option<int> epochs, batch, maxSteps, loaders, shift, cutout, earlyStop, checkpointSteps, logSteps;
    private readonly Option<string> optimizer, schedule, loss, bestBy;
    private readonly Option<double?> rate, momentum, decay;
    private readonly Option<double> clip, warmUp, smoothing, rotate, brightness, contrast, average, checkpointMinutes;
    private readonly Option<bool> nesterov, decayAll, flip, flipVertical, dropLast, lastNotBest, skipBad, strict, recompute;
    private readonly Option<float[]?> classWeights;
    private readonly TunedFlag tuned;

    public TrainFlags(Verb verb)
    {
        var o = new TrainOptions();
        epochs = verb.Under(Run, Flags.Int("--epochs", o.Epochs, "passes over the training images", 1));
        batch = verb.Under(Run, Flags.Int("--batch", o.BatchSize, "images in a step", 1));
        maxSteps = verb.Under(Run, Flags.Int("--max-steps", 0, "stop after that many steps; 0 runs all epochs", 0));
        dropLast = verb.Under(Run, Flags.Switch("--drop-last", "leave out an epoch's last batch when it is not full"));
        skipBad = verb.Under(Run, Flags.Switch("--skip-bad", "leave out images that cannot be read, named and counted, instead of stopping"));
        strict = verb.Under(Run, Flags.Switch("--strict", "convolutions as the sums they are declared as: no Winograd; slower"));
        tuned = new TunedFlag(verb, Run);
        recompute = verb.Under(Run, Flags.Switch("--recompute", "less memory: compute most activations again for the backward pass; slower, same bits"));
        loaders = verb.Under(Run, Flags.Int("--loader-threads", o.LoaderThreads, "threads that prepare batches", 1, 64));

        optimizer = verb.Under(Steps, Flags.Choice("--optimizer", "sgd", "how weights move", "sgd", "adam", "adamw", "rmsprop"));
        rate = verb.Under(Steps, Flags.OptionalNumber("--lr", "learning rate [sgd 0.05, others 0.001]", 0));
        momentum = verb.Under(Steps, Flags.OptionalNumber("--momentum", "share of the velocity that is kept, for sgd and rmsprop [sgd 0.9, rmsprop 0]", 0, 1));
        nesterov = verb.Under(Steps, Flags.Switch("--nesterov", "look ahead along the velocity, for sgd"));
        decay = verb.Under(Steps, Flags.OptionalNumber("--weight-decay", "pulls weights towards zero [adamw 0.01, others 0]", 0));
        decayAll = verb.Under(Steps, Flags.Switch("--decay-all", "decay offsets and scales too"));
        clip = verb.Under(Steps, Flags.Number("--clip-norm", 0, "scale gradients down to this norm; 0 never", 0));
        average = verb.Under(Steps, Flags.Number("--weight-average", 0, "decay of a moving average of the weights, 0.9 … 0.9999; 0 keeps none", 0, 1));

        schedule = verb.Under(Rates, Flags.Choice("--schedule", "cosine", "how the rate changes over the run", "constant", "step", "cosine", "onecycle"));
        warmUp = verb.Under(Rates, Flags.Number("--warm-up", 0, "share of the steps in which the rate rises; onecycle takes 0.3 when this is 0", 0, 1));

        loss = verb.Under(Aim, Flags.Choice("--loss", "cross-entropy", "what is minimised", "cross-entropy", "mean-squared-error"));
        smoothing = verb.Under(Aim, Flags.Number("--label-smoothing", 0, "share of the target that is spread over all classes", 0, 1));
        classWeights = verb.Under(Aim, Flags.Numbers("--class-weights", "a weight for each class, in the order of 'data info'"));

        flip = verb.Under(Images, Flags.Switch("--flip", "mirror left and right, half of the time"));
        flipVertical = verb.Under(Images, Flags.Switch("--flip-vertical", "mirror top and bottom, half of the time"));
        shift = verb.Under(Images, Flags.Int("--shift", 0, "shift by up to that many pixels each way", 0));
        rotate = verb.Under(Images, Flags.Number("--rotate", 0, "rotate by up to that many degrees each way", 0, 180));
        cutout = verb.Under(Images, Flags.Int("--cutout", 0, "blank a square of that many pixels", 0));
        brightness = verb.Under(Images, Flags.Number("--brightness", 0, "add up to ± this, values are in 0 … 1", 0, 1));
        contrast = verb.Under(Images, Flags.Number("--contrast", 0, "change contrast by up to ± this share", 0, 1));

        bestBy = verb.Under(Best, Flags.Choice("--best-by", "accuracy", "validation number by which epochs are compared", "accuracy", "loss"));
        lastNotBest = verb.Under(Best, Flags.Switch("--keep-last", "end with the last weights instead of the best epoch's"));
        earlyStop = verb.Under(Best, Flags.Int("--early-stop", 0, "stop after that many epochs without a lower validation loss; 0 never", 0));

        checkpointSteps = verb.Under(Save, Flags.Int("--checkpoint-steps", 0, "a checkpoint every so many steps, besides the one after each epoch; 0 for none", 0));
        checkpointMinutes = verb.Under(Save, Flags.Number("--checkpoint-minutes", o.CheckpointEveryMinutes, "a checkpoint when the last one is that old; 0 for none", 0));
        logSteps = verb.Under(Save, Flags.Int("--log-steps", o.LogEverySteps, "a line in metrics.jsonl every so many steps; 0 for epochs only", 0));
    }

    /// <summary>Whether broken images are left out.</summary>
    public bool SkipBad(Session s) => s.Value(skipBad);

    /// <summary>Whether measured choices were given.</summary>
    public bool IsTuned(Session s) => tuned.IsGiven(s);

    public TrainOptions Read(Session s) => new()
    {
        Epochs = s.Value(epochs),
        BatchSize = s.Value(batch),
        Seed = s.Seed,
        Threads = s.Threads,
        Optimizer = Optimizer(s),
        Schedule = Schedule(s),
        Augmentation = new Augmentation
        {
            HorizontalFlip = s.Value(flip),
            VerticalFlip = s.Value(flipVertical),
            CropPadding = s.Value(shift),
            RotationDegrees = (float)s.Value(rotate),
            CutoutSize = s.Value(cutout),
            Brightness = (float)s.Value(brightness),
            Contrast = (float)s.Value(contrast),
        },
        Loss = s.Value(loss) == "cross-entropy" ? Loss.CrossEntropy : Loss.MeanSquaredError,
        LabelSmoothing = (float)s.Value(smoothing),
        ClassWeights = s.Numbers(classWeights) ?? [],
        BestBy = s.Value(bestBy) == "loss" ? Metric.Loss : Metric.Accuracy,
        KeepBest = !s.Value(lastNotBest),
        EarlyStopping = s.Value(earlyStop) > 0 ? new EarlyStopping(s.Value(earlyStop)) : null,
        WeightAverage = (float)s.Value(average),
        MaxSteps = s.Value(maxSteps),
        DropLast = s.Value(dropLast),
        SkipBad = s.Value(skipBad),
        CheckpointEverySteps = s.Value(checkpointSteps),
        CheckpointEveryMinutes = s.Value(checkpointMinutes),
        LogEverySteps = s.Value(logSteps),
        LoaderThreads = s.Value(loaders),
        Strict = s.Value(strict),
        Choices = tuned.Read(s, s.Value(strict)),
        Recompute = s.Value(recompute),
    };

    /// <summary>An optimiser by its word, with its own rate or another one.</summary>
    public static Optimizer Optimizer(string word, double? rate)
    {
        Optimizer chosen = word switch { "adam" => new Adam(), "adamw" => new AdamW(), "rmsprop" => new RmsProp(), _ => new Sgd() };
        return rate is { } given ? chosen with { LearningRate = (float)given } : chosen;
    }

    private Optimizer Optimizer(Session s)
    {
        string kind = s.Value(optimizer);
        Optimizer chosen = kind switch
        {
            "adam" => new Adam(),
            "adamw" => new AdamW(),
            "rmsprop" => new RmsProp { Momentum = (float)(s.Value(momentum) ?? 0) },
            _ => new Sgd { Momentum = (float)(s.Value(momentum) ?? 0.9), Nesterov = s.Value(nesterov) },
        };
        if (s.Value(momentum) is not null && kind is "adam" or "adamw") throw new UsageException($"--momentum does not go with --optimizer {kind}", "momentum belongs to sgd and rmsprop");
        if (s.Value(nesterov) && kind != "sgd") throw new UsageException($"--nesterov does not go with --optimizer {kind}", "Nesterov's momentum belongs to sgd");
        return chosen with
        {
            LearningRate = (float)(s.Value(rate) ?? chosen.LearningRate),
            WeightDecay = (float)(s.Value(decay) ?? chosen.WeightDecay),
            DecayAll = s.Value(decayAll),
            ClipNorm = (float)s.Value(clip),
        };
    }

    private Schedule Schedule(Session s)
    {
        double rising = s.Value(warmUp);
        Schedule chosen = s.Value(schedule) switch
        {
            "constant" => new Constant(),
            "step" => new StepDecay(),
            "onecycle" => new OneCycle(),
            _ => new Cosine(),
        };
        return rising > 0 ? chosen with { WarmUp = rising } : chosen;
    }
}
