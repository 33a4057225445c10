using System.Globalization;

namespace Fovea.Lab;

/// <summary>A short training on the labels as they are.</summary>
internal sealed class LearningCheck : DoctorCheck
{
    public override string Name => "learns";

    public override string Question => "After a short training, does the network answer images that it has not seen better than by guessing?";

    public override bool Trains => true;

    public override CheckResult Run(Patient p)
    {
        if (p.Data.Held is null) return Skipped("there are too few images to hold some out");
        int batch = Math.Min(p.Options.Batch, p.Data.Train.Count), steps = p.Steps(0.35, batch, 80, 300);
        Model taught = p.Fresh();
        p.Taught = taught;
        Lesson lesson = Lesson.Teach(taught, p.Data.Train, p, steps, "learns");
        string found = string.Create(CultureInfo.InvariantCulture,
            $"{100 * lesson.Accuracy:F1} % of {lesson.Count:N0} unseen images right (95 %: {100 * lesson.Interval.Low:F1} … {100 * lesson.Interval.High:F1}) after {lesson.Steps} steps{p.RateNote}; always the same answer has {100 * lesson.Majority:F1} %");
        if (lesson.Diverged) return Broken($"{found}; it diverged", "lower the learning rate, or let it rise slowly (--warm-up 0.1)", lesson.Numbers);
        return lesson.BeatsGuessing ? Sound(found, lesson.Numbers)
            : p.Subject.Start?.Overfit is { Accuracy: < 1 } ? Broken(found, "what keeps it from learning eight images keeps it from this as well", lesson.Numbers)
            : Broken(found, "what is learned does not carry over to other images: look at some images with their labels (fovea data info); labels of other images, of another order or at random look like this", lesson.Numbers);
    }
}
