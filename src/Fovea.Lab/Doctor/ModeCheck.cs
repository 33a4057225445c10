using System.Globalization;
using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>The same images with batch statistics and with running statistics.</summary>
internal sealed class ModeCheck : DoctorCheck
{
    public override string Name => "modes";

    public override string Question => "Does the network answer the same when it is used as when it is trained?";

    public override bool Trains => true;

    public override CheckResult Run(Patient p)
    {
        if (!p.Model.Graph.Nodes.Any(n => n.Op is BatchNorm)) return Skipped("without batch norm both are the same but for dropout");
        if (!p.IsTrained && p.Taught is null) return Skipped("the short training did not come so far");
        ModeFacts modes = AnswerMeasure.Modes(p.IsTrained ? p.Model : p.Taught!, p.Measure)!;
        LintSubject subject = p.Subject with { Answers = (p.Subject.Answers ?? new AnswerFacts { On = "training", Count = modes.Count, Accuracy = modes.Inference, Majority = 0 }) with { Modes = modes } };
        double error = 100 * ShareInterval.Z95 * modes.StandardError;
        return ByRules(subject, string.Create(CultureInfo.InvariantCulture,
            $"{100 * modes.Training:F1} % of {modes.Count:N0} training images right with batch statistics, {100 * modes.Inference:F1} % with running ones (difference {100 * (modes.Training - modes.Inference):F1} ± {error:F1} points)"),
            [new Evidence("training", 100 * modes.Training, "%"), new Evidence("inference", 100 * modes.Inference, "%")], "NRM005");
    }
}
