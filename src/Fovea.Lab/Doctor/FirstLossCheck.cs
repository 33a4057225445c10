using System.Globalization;
using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>The loss before the first step.</summary>
internal sealed class FirstLossCheck : DoctorCheck
{
    public override string Name => "first loss";

    public override string Question => "Does the network begin as one that knows nothing, with a loss of ln C?";

    public override bool Trains => true;

    public override CheckResult Run(Patient p)
    {
        using Model first = p.Fresh();
        StartFacts start = StartMeasure.FirstLoss(first, p.Measure);
        p.Subject = p.Subject with { Start = start };
        double expected = Math.Log(p.Model.Outputs);
        return ByRules(p.Subject, string.Create(CultureInfo.InvariantCulture, $"{start.FirstLoss:F2} ± {start.Within:F2} on {start.Images:N0} images, ln {p.Model.Outputs} = {expected:F3}"),
            [new Evidence("firstLoss", start.FirstLoss, "nats"), new Evidence("within", start.Within, "nats"), new Evidence("expected", expected, "nats")], "INI001");
    }
}
