using System.Globalization;
using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>The end of the network: logits, one for each class, in the order of the data set.</summary>
internal sealed class OutputCheck : DoctorCheck
{
    public override string Name => "output";

    public override string Question => "Does the network end in one logit for each class?";

    public override CheckResult Run(Patient p)
    {
        Node output = p.Model.Graph.Output;
        string[] classes = p.Data.Train.Classes;
        int outputs = output.Shape.Channels;
        if (output.Shape.IsImage) return No(p, $"{output.Name} gives feature maps, {output.Shape}", $"end with flatten or globalavgpool, then dense {classes.Length}", new Evidence("classes", classes.Length));
        if (outputs != classes.Length)
            return No(p, $"{outputs} outputs for {classes.Length} classes", $"end the network with dense {classes.Length}", new Evidence("outputs", outputs), new Evidence("classes", classes.Length));
        for (int i = 0; i < p.Model.Labels.Count; i++)
            if (p.Model.Labels[i] != classes[i])
                return No(p, $"output {i} of the model is '{p.Model.Labels[i]}', class {i} of the images is '{classes[i]}'", "bring the class folders into the order that the model was trained with", new Evidence("output", i));
        if (output.Op is Softmax)
        {
            double floor = Math.Log(1 + (outputs - 1) / Math.E);
            return No(p, string.Create(CultureInfo.InvariantCulture, $"it ends in softmax, and cross entropy has one inside: the loss could not fall below {floor:F4}"),
                $"remove {output.Name}: end with the last dense layer", new Evidence("floor", floor, "nats"));
        }
        return Sound($"{outputs} logits from {output.Name} for {classes.Length} classes", new Evidence("outputs", outputs));
    }

    private CheckResult No(Patient p, string found, string advice, params Evidence[] numbers)
    {
        p.Untrainable = "not tried: the network cannot be trained before its output is mended";
        return Broken(found, advice, numbers);
    }
}
