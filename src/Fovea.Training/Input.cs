using Fovea.Data;

namespace Fovea.Training;

/// <summary>What a classifier wants from a data set.</summary>
internal static class Input
{
    /// <summary>Throws when the outputs are not the classes of the set.</summary>
    public static void CheckClasses(Model model, ImageDataset set)
    {
        if (model.Graph.Output.Shape.IsImage)
            throw new ArgumentException($"{model.Name} ends in {model.Graph.Output.Name}, which gives {model.Graph.Output.Shape}\n"
                + "  rule  a classifier ends in a vector, one value for each class\n"
                + $"  help  end with flatten or globalavgpool, then dense {set.Classes.Length}");
        if (model.Outputs != set.Classes.Length)
            throw new ArgumentException($"{model.Name} has {model.Outputs} outputs, {set.Name} has {set.Classes.Length} classes ({Names(set.Classes)})\n"
                + $"  rule  one output for each class\n  help  end the network with dense {set.Classes.Length}");
        for (int i = 0; i < model.Labels.Count; i++)
            if (model.Labels[i] != set.Classes[i])
                throw new ArgumentException($"output {i} of {model.Name} is '{model.Labels[i]}', class {i} of {set.Name} is '{set.Classes[i]}'\n"
                    + "  rule  classes have the names and the order that the model was made with\n"
                    + $"  help  the model's classes are: {Names(model.Labels)}");
    }

    private static string Names(IReadOnlyList<string> names) => string.Join(", ", names.Take(12)) + (names.Count > 12 ? ", …" : "");
}
