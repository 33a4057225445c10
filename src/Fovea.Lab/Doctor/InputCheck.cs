using System.Globalization;

namespace Fovea.Lab;

/// <summary>What the network sees: scale, order of channels, contrast.</summary>
internal sealed class InputCheck : DoctorCheck
{
    public override string Name => "inputs";

    public override string Question => "Do the images reach the network with mean 0 and deviation 1, and with something on them?";

    public override CheckResult Run(Patient p)
    {
        if (p.Subject.Data!.Scale is not { } scale) return Skipped($"the network takes {p.Model.Graph.Input.Shape}, which is no image of 1 or 3 channels");
        string means = string.Join(' ', Enumerable.Range(0, scale.Mean.Count).Select(c => Number(scale.SeenMean(c)))), deviations = string.Join(' ', Enumerable.Range(0, scale.Std.Count).Select(c => Number(scale.SeenStd(c))));
        return ByRules(p.Subject, $"after preprocessing the training images have mean {means} and deviation {deviations}", [], "DAT001", "DAT002", "DAT009");
    }

    private static string Number(double value) => Math.Round(value, 2).ToString("0.00", CultureInfo.InvariantCulture).Replace("-0.00", "0.00", StringComparison.Ordinal);
}
