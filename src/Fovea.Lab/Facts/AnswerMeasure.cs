using Fovea.Analysis;
using Fovea.Data;
using Fovea.Training;

namespace Fovea.Lab;

/// <summary>What a trained network answers: on images it was not trained on, without the image, and in both modes.</summary>
internal static class AnswerMeasure
{
    public static AnswerFacts Of(Model model, Measurement m)
    {
        ImageDataset set = LabData.Spread(m.Data.Held ?? m.Data.Train, 2 * m.Options.Images);
        string on = m.Data.Validation is not null ? "validation" : m.Data.Test is not null ? "test" : "training";
        Evaluation e = model.Evaluate(set, new EvaluateOptions { Threads = m.Options.Threads }, new Relay(p => m.Say("answers", p)), m.Cancel);
        int[] perClass = new int[model.Outputs];
        foreach (int label in e.Labels) perClass[label]++;
        return new AnswerFacts
        {
            On = on,
            Count = e.Count,
            Accuracy = e.Accuracy,
            Majority = (double)perClass.Max() / e.Count,
            Loss = e.Loss,
            BlankLoss = BlankLoss(model, perClass),
            Modes = Modes(model, m),
        };
    }

    // One run answers for all: the image is the same.
    private static double BlankLoss(Model model, int[] perClass)
    {
        using Plan plan = model.Compile(new PlanOptions { Threads = 1 });
        plan.Load(new float[model.Graph.Input.Shape.Count]);
        plan.Run();
        ReadOnlySpan<float> outputs = plan.Output(0);
        double largest = double.NegativeInfinity, sum = 0, loss = 0;
        foreach (float v in outputs) largest = Math.Max(largest, v);
        foreach (float v in outputs) sum += Math.Exp(v - largest);
        bool probabilities = model.Graph.Output.Op is Softmax;
        for (int c = 0; c < perClass.Length; c++)
            loss += perClass[c] * (probabilities ? -Math.Log(Math.Max(outputs[c], float.Epsilon)) : Math.Log(sum) - (outputs[c] - largest));
        return loss / perClass.Sum();
    }

    /// <summary>Both modes on the same training images; null when they do not differ for this network.</summary>
    public static ModeFacts? Modes(Model model, Measurement m)
    {
        if (!model.Graph.Nodes.Any(n => n.Op is BatchNorm)) return null;
        ImageDataset set = LabData.Spread(m.Data.Train, m.Options.Images);
        int batch = Math.Min(m.Options.Batch, set.Count), right = 0, rightInTraining = 0, differ = 0, count = 0;
        using Model copy = model.With();
        using Plan inference = model.Compile(new PlanOptions { MaxBatch = batch, Threads = m.Options.Threads });
        using Plan training = copy.Compile(new PlanOptions { MaxBatch = batch, Threads = m.Options.Threads, Training = true });
        using var loader = new BatchLoader(set, InputFormat.Of(model), new LoaderOptions { BatchSize = batch, Shuffle = true, DropLast = true, Seed = m.Options.Seed, EndEpoch = 1 });
        for (long step = 0; loader.TryNext(out Batch? images, m.Cancel); step++)
        {
            inference.Load(images.Pixels);
            inference.Run();
            training.Load(images.Pixels);
            training.Run(m.Options.Seed, step);
            for (int n = 0; n < images.Count; n++)
            {
                bool a = Answer(training.Output(n)) == images.Labels[n], b = Answer(inference.Output(n)) == images.Labels[n];
                if (a) rightInTraining++;
                if (b) right++;
                if (a != b) differ++;
            }
            count += images.Count;
            m.Say("both modes", (double)count / set.Count);
        }
        return new ModeFacts(count, (double)rightInTraining / count, (double)right / count, differ);
    }

    private static int Answer(ReadOnlySpan<float> outputs)
    {
        int best = 0;
        for (int i = 1; i < outputs.Length; i++)
            if (outputs[i] > outputs[best]) best = i;
        return best;
    }

    private sealed class Relay(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
