using PureHDF;

namespace Fovea.Keras;

/// <summary>A layer of a file with its variables.</summary>
/// <param name="Name">As the file calls it: <c>conv2d_1</c>, <c>block1_conv1</c>.</param>
/// <param name="Kind">Its class as Keras writes it in names: <c>conv2d</c>.</param>
/// <param name="Variables">By Keras's names: kernel, bias, gamma, beta, moving_mean, moving_variance.</param>
internal sealed record KerasLayer(string Name, string Kind, IReadOnlyList<(string Variable, IH5Dataset Values)> Variables)
{
    /// <summary>The kind that names and shapes tell.</summary>
    public static KerasLayer Of(string name, IReadOnlyList<(string Variable, IH5Dataset Values)> variables)
    {
        string[] names = [.. variables.Select(v => v.Variable)];
        string kind = names.Contains("depthwise_kernel") || IsClass(name, "depthwise_conv2d") ? "depthwise_conv2d"
            : names.Contains("moving_mean") ? "batch_normalization"
            : names.Contains("gamma") || names.Contains("beta") ? "layer_normalization"
            : variables.FirstOrDefault(v => v.Variable == "kernel").Values is { } kernel ? kernel.Space.Rank == 2 ? "dense" : "conv2d"
            : name;
        return new KerasLayer(name, kind, variables);
    }

    // conv2d, conv2d_1, conv2d_12.
    private static bool IsClass(string name, string kind)
        => name == kind || (name.StartsWith(kind + "_", StringComparison.Ordinal) && name[(kind.Length + 1)..].All(char.IsAsciiDigit));
}
