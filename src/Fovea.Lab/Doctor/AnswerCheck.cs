using System.Globalization;
using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>A model from a file: what it answers, which also says whether it is trained.</summary>
internal sealed class AnswerCheck : DoctorCheck
{
    public override string Name => "answers";

    public override string Question => "Is the model as it is better than one constant answer, and does it need the image for that?";

    public override bool Trains => true;

    public override CheckResult Run(Patient p)
    {
        if (!p.IsFile) return Skipped("an untrained network");
        AnswerFacts a = AnswerMeasure.Of(p.Model, p.Measure);
        (double low, double high) = ShareInterval.Of(a.Accuracy, a.Count);
        string right = string.Create(CultureInfo.InvariantCulture, $"{100 * a.Accuracy:F1} % of {a.Count:N0} {a.On} images right (95 %: {100 * low:F1} … {100 * high:F1})");
        Evidence[] numbers = [new("accuracy", 100 * a.Accuracy, "%"), new("low", 100 * low, "%"), new("high", 100 * high, "%"), new("majority", 100 * a.Majority, "%")];
        if (low <= a.Majority)
            return Sound($"{right}, always the same answer has {100 * a.Majority:F1} %: it is taken as untrained", numbers);
        p.MarkTrained();
        p.Subject = p.Subject with { Answers = a };
        return ByRules(p.Subject, $"{right}, always the same answer has {100 * a.Majority:F1} %; what follows about training begins from new weights", numbers, "DAT004", "INI005");
    }
}
