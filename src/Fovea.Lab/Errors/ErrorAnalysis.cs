using System.Diagnostics;
using Fovea.Data;
using Fovea.Explain;

namespace Fovea.Lab;

/// <summary>Looks into the errors of a trained model: which, how sure, whose fault.</summary>
public static class ErrorAnalysis
{
    /// <summary>Analyses the answers of a model on labelled images. The result depends on model, images and options alone.</summary>
    /// <param name="model">A classifier.</param>
    /// <param name="set">Labelled images of its classes, at best such as it has not seen.</param>
    /// <param name="options">How; all defaults when null.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancel">Ends it.</param>
    /// <example><c>Console.WriteLine(ErrorAnalysis.Of(model, test, new ErrorOptions { Training = train }));</c></example>
    /// <exception cref="ArgumentException">No images, classes that are not the model's outputs, or an option out of range.</exception>
    /// <exception cref="ImageException">An image cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ErrorReport Of(Model model, ImageDataset set, ErrorOptions? options = null, IProgress<LabProgress>? progress = null, CancellationToken cancel = default)
    {
        options ??= new ErrorOptions();
        Require(set, options);
        long start = Stopwatch.GetTimestamp();
        var run = new LabRun(options.Threads, options.Seed, progress, cancel);
        AnswerSet answers = AnswerSet.Of(model, set, "answering", run);
        AnswerSet? training = options.Training is { } train ? AnswerSet.Of(model, LabData.Spread(train, options.MostTraining), "answering training images", run) : null;
        int[][] confusion = [.. set.Classes.Select(_ => new int[set.Classes.Length])];
        for (int i = 0; i < answers.Count; i++) confusion[answers.Labels[i]][answers.Answers[i]]++;
        return new ErrorReport
        {
            Name = model.Name,
            On = set.Name,
            Count = set.Count,
            Accuracy = Share.Of(Enumerable.Range(0, set.Classes.Length).Sum(c => confusion[c][c]), set.Count)!,
            Classes = set.Classes,
            Confusion = confusion,
            PerClass = ClassScore.Of(set.Classes, confusion),
            Calibration = Calibration.Of(answers, options.Seed),
            Mistakes = Mistakes(model, answers, options.Mistakes, run),
            Labels = Labels(model, answers, options, run),
            Duplicates = DuplicateSearch.Find(model, answers, training, run),
            Strange = OodMeasure.Of(model, answers, training, options.Other, run),
            Clusters = ClusterSearch.Find(model, answers, options.ClusterImages, options.PatchTests, run),
            LeftOut = [.. LeftOut(options, model)],
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
        };
    }

    private static LabelErrors Labels(Model model, AnswerSet answers, ErrorOptions options, LabRun run)
    {
        if (options.Folds > 0)
            return ConfidentLearning.Report(CrossValidation.Answers(model, answers.Set, options.Folds, options.FoldTraining, run),
                $"each image was answered by one of {options.Folds} networks, trained for {options.FoldTraining.Epochs} epochs on the other images", outOfSample: true);
        return options.SeenInTraining
            ? ConfidentLearning.Report(answers, "the model was trained on these images and may have learned wrong labels by heart: far fewer are found than with --folds 5", outOfSample: false)
            : ConfidentLearning.Report(answers, "answers of the model itself, on images that it was not trained on as far as is known here", outOfSample: true);
    }

    private static IEnumerable<string> LeftOut(ErrorOptions options, Model model)
    {
        yield return "data map: it needs the probability of each training image after each epoch, which training runs do not record; images that are hard to learn are found as label errors, with --split train --folds 5";
        if (options.Training is null && !options.SeenInTraining) yield return "near-duplicates among training images: none were given; test on data with a training split, or give --train DATA";
        if (!HasMaps(model)) yield return "explanations of the surest mistakes: the network has no feature maps";
    }

    private static bool HasMaps(Model model) => model.Graph.Nodes.Any(n => n.Shape.IsImage && n.Shape.Height * n.Shape.Width > 1 && n.Op is Conv2d);

    private static SureMistake[] Mistakes(Model model, AnswerSet answers, int most, LabRun run)
    {
        int[] wrong = [.. Enumerable.Range(0, answers.Count).Where(i => answers.Labels[i] != answers.Answers[i]).OrderByDescending(i => answers.Probabilities(i)[answers.Answers[i]]).ThenBy(i => i).Take(most)];
        SureMistake[] found = [.. wrong.Select(i => new SureMistake(i, answers.Set.Id(i), answers.Set.Classes[answers.Labels[i]], answers.Set.Classes[answers.Answers[i]],
            answers.Probabilities(i)[answers.Answers[i]], answers.Probabilities(i)[answers.Labels[i]]))];
        if (!HasMaps(model)) return found;
        InputFormat format = InputFormat.Of(model);
        const int batch = 8;
        for (int from = 0; from < found.Length; from += batch)
        {
            run.Say("explaining mistakes", (double)from / found.Length);
            int count = Math.Min(batch, found.Length - from);
            using var images = new Tensor(format.Shape, count);
            for (int n = 0; n < count; n++) format.Prepare(answers.Set.Read(wrong[from + n]), images.Image(n), found[from + n].Id);
            IReadOnlyList<Explanation> said = model.Explain(images, new GradCam(), Objective.Logit(), [.. wrong[from..(from + count)].Select(i => answers.Answers[i])]);
            IReadOnlyList<Explanation> label = model.Explain(images, new GradCam(), Objective.Logit(), [.. wrong[from..(from + count)].Select(i => answers.Labels[i])]);
            for (int n = 0; n < count; n++) found[from + n] = found[from + n] with { ForAnswer = said[n], ForLabel = label[n] };
        }
        return found;
    }

    private static void Require(ImageDataset set, ErrorOptions o)
    {
        if (set.Count == 0) throw new ArgumentException($"{set.Name} has no images\n  rule  at least 1");
        if (o.Folds is 1 or < 0 || o.Folds > set.Count) throw new ArgumentException($"Folds is {o.Folds}\n  rule  0, or 2 to the number of images ({set.Count:N0})");
        if (o.Threads < 0) throw new ArgumentException($"Threads is {o.Threads}\n  rule  0 (one for each processor) or more");
        if (o.ClusterImages < SpectralClusters.Least) throw new ArgumentException($"ClusterImages is {o.ClusterImages}\n  rule  at least {SpectralClusters.Least}");
    }
}
