using System.Diagnostics;
using Fovea.Data;

namespace Fovea.Training;

/// <summary>Testing a model.</summary>
public static class EvaluateExtensions
{
    /// <summary>Answers every image of a labelled set. The result depends on model and images alone.</summary>
    /// <param name="model">A classifier: a vector of outputs, one for each class of the set.</param>
    /// <param name="dataset">The images.</param>
    /// <param name="options">How; all defaults when null.</param>
    /// <param name="progress">Share of the images that are done, 0 … 1.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ArgumentException">The set's classes are not the model's outputs.</exception>
    /// <exception cref="ImageException">An image cannot be read and <see cref="EvaluateOptions.SkipBad"/> is off.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Evaluation Evaluate(this Model model, ImageDataset dataset, EvaluateOptions? options = null, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        options ??= new EvaluateOptions();
        long start = Stopwatch.GetTimestamp();
        Input.CheckClasses(model, dataset);
        UsableImages usable = UsableImages.Of(model, dataset, options.SkipBad, forTraining: false, cancel);
        var evaluator = new Evaluator(model, usable.Set, options, passes: 1);
        using (evaluator)
        {
            int count = usable.Set.Count, classes = model.Outputs, done = 0;
            int[] labels = new int[count], predictions = new int[count];
            float[] probabilities = new float[checked(count * classes)];
            (double loss, _) = evaluator.Measure((index, label, answer, row) =>
            {
                (labels[index], predictions[index]) = (label, answer);
                for (int i = 0; i < row.Length; i++) probabilities[index * classes + i] = (float)row[i];
                if (++done % options.BatchSize == 0 || done == count) progress?.Report((double)done / count);
            }, cancel);
            return new Evaluation(dataset.Name, dataset.Classes, loss, usable.Indices, labels, predictions, probabilities, Stopwatch.GetElapsedTime(start).TotalSeconds, usable.Notes);
        }
    }
}
