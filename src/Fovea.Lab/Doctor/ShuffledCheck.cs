using System.Globalization;
using Fovea.Analysis;
using Fovea.Data;

namespace Fovea.Lab;

/// <summary>A short training on shuffled labels, which say nothing: whoever is then better than chance has seen the answers elsewhere.</summary>
internal sealed class ShuffledCheck : DoctorCheck
{
    private const int MostImages = 2000;

    // One check among many that should stay quiet: three standard errors instead of two, and five points on top. Where images fall into a few
    // heaps the answers of whole heaps are right by luck, with probabilities that know nothing: the loss has to be better by a tenth as well.
    private const double Errors = 3, Points = 0.05, Share = 0.1;

    public override string Name => "shuffled";

    public override string Question => "Trained on shuffled labels, is the network no better than chance on unseen images?";

    public override bool Trains => true;

    public override CheckResult Run(Patient p)
    {
        if (p.Data.Held is null) return Skipped("there are too few images to hold some out");
        ImageDataset shuffled = Relabelled.Shuffled(p.Data.Train, InputFormat.Of(p.Model), MostImages, p.Options.Seed, p.Cancel);
        int batch = Math.Min(p.Options.Batch, shuffled.Count), steps = p.Steps(0.25, batch, 60, 200);
        using Model copy = p.Model.With();
        Init.Reset(copy.Graph, copy.Parameters, p.Options.Seed);
        Lesson lesson = Lesson.Teach(copy, shuffled, p, steps, "shuffled");
        string found = string.Create(CultureInfo.InvariantCulture,
            $"{100 * lesson.Accuracy:F1} % of {lesson.Count:N0} unseen images right (95 %: {100 * lesson.Interval.Low:F1} … {100 * lesson.Interval.High:F1}) after {lesson.Steps} steps{p.RateNote}; chance has at most {100 * lesson.Majority:F1} %; loss {lesson.Loss:F2}, knowing nothing has {lesson.Prior:F2}");
        (double low, _) = ShareInterval.Of(lesson.Accuracy, lesson.Count, Errors);
        return low > lesson.Majority + Points && lesson.Loss + Errors * lesson.LossError < (1 - Share) * lesson.Prior
            ? Broken(found, "the answers reach the network by another way than the labels: look for unseen images that were learned from, and for file names, sizes or borders that tell the class", lesson.Numbers)
            : Sound(found, lesson.Numbers);
    }
}
