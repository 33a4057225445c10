using System.Globalization;
using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>Activations on their way forward and gradients on their way back: dead units, equal filters, layers that nothing reaches.</summary>
internal sealed class SignalCheck : DoctorCheck
{
    public override string Name => "signal";

    public override string Question => "Do images reach the last layer and gradients the first one?";

    public override bool Trains => true;

    public override CheckResult Run(Patient p)
    {
        StepFacts steps = StepMeasure.Of(p.Model, p.Options.Optimizer, p.Measure)!;
        (ActivationFacts activations, IReadOnlyDictionary<string, double>? saturation) = ActivationMeasure.Of(p.Model, p.Measure);
        p.Subject = p.Subject with { Activations = activations, Saturation = saturation, Weights = WeightMeasure.Of(p.Model, p.Cancel), Steps = steps };
        int dead = activations.Nodes.Where(a => p.Model.Graph[a.Node].Op is Relu or Relu6).Sum(a => a.Dead), units = activations.Nodes.Where(a => p.Model.Graph[a.Node].Op is Relu or Relu6).Sum(a => a.Units);
        Evidence[] numbers = [new("dead", dead, "units"), new("units", units, "units")];
        string[] still = [.. steps.Nodes.Where(n => n.GradientNorm == 0).Select(n => n.Node)];
        if (still.Length > 0 && !p.IsTrained)
        {
            string because = units > 0 && dead == units ? ": every unit is dead" : dead > 0 ? $": {dead} of {units} units are dead" : "";
            return Broken($"no gradient reaches the weights of {string.Join(", ", still.Take(4))}{(still.Length > 4 ? $" and {still.Length - 4} more" : "")}{because}",
                "these layers cannot learn: draw their weights and biases anew, and look for dead units before them", [.. numbers, new("still", still.Length, "layers")]);
        }
        string reach = steps.Nodes.Count == 0 ? "no weights" : string.Create(CultureInfo.InvariantCulture, $"gradient norms from {steps.Nodes[0].GradientNorm:G2} ({steps.Nodes[0].Node}) to {steps.Nodes[^1].GradientNorm:G2} ({steps.Nodes[^1].Node})");
        string rest = units == 0 ? "" : $"; {dead} of {units} ReLU units dead on {activations.Images} images";
        return ByRules(p.Subject, reach + rest, numbers, "INI002", "INI003", "TRN001", "TRN004");
    }
}
