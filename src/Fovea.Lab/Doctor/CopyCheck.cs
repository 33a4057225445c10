using System.Globalization;
using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>Looks for the same pixels in two splits, and under two labels.</summary>
internal sealed class CopyCheck : DoctorCheck
{
    public override string Name => "copies";

    public override string Question => "Is no image both learned from and tested on, and none labelled in two ways?";

    public override CheckResult Run(Patient p)
    {
        DataFacts data = p.Subject.Data!;
        int examined = data.Splits.Sum(s => s.Examined);
        return ByRules(p.Subject, string.Create(CultureInfo.InvariantCulture, $"no copy across {data.Splits.Count} split{(data.Splits.Count == 1 ? "" : "s")} among {examined:N0} images, pixel for pixel"),
            [new Evidence("examined", examined, "images")], "DAT005", "DAT006");
    }
}
