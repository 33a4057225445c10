using System.Globalization;
using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>Counts the images of each class; also measures the images for the examinations behind it.</summary>
internal sealed class LabelCheck : DoctorCheck
{
    public override string Name => "labels";

    public override string Question => "Does each class have enough images, and none far more than the others?";

    public override CheckResult Run(Patient p)
    {
        p.Subject = p.Subject with { Data = DataMeasure.Of(p.Model, p.Data, p.Measure.Options, p.Progress, p.Cancel) };
        SplitFacts train = p.Subject.Data!.Training;
        string sound = string.Create(CultureInfo.InvariantCulture,
            $"{train.PerClass.Count} classes with {train.PerClass.Min():N0} to {train.PerClass.Max():N0} training images; always the same answer is right for {100 * train.Majority:F1} %");
        return ByRules(p.Subject, sound, [new Evidence("majority", 100 * train.Majority, "%")], "DAT003", "DAT012");
    }
}
