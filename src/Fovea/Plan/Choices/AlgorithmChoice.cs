using System.Globalization;
using Fovea.Kernels;

namespace Fovea;

/// <summary>How one computation of a convolution is done, because a measurement said so.</summary>
public sealed record AlgorithmChoice
{
    /// <summary>The layer by its sizes: <c>56x56x64 conv 64 3x3 pad 1,1,1,1</c>, input, output channels, window, padding (top, bottom, left, right).</summary>
    public required string Layer { get; init; }

    /// <summary>Most images in one run of the plan.</summary>
    public required int Batch { get; init; }

    /// <summary>Weights change with every run, so that bringing them into a kernel's order is part of it.</summary>
    public required bool Training { get; init; }

    /// <summary>Which of the layer's computations.</summary>
    public required ConvDirection Direction { get; init; }

    /// <summary>What it is computed by.</summary>
    public required ConvAlgorithm Algorithm { get; init; }

    /// <summary>What was measured: the time of each algorithm.</summary>
    public IReadOnlyDictionary<ConvAlgorithm, double> Milliseconds { get; init; } = new Dictionary<ConvAlgorithm, double>();

    internal ChoiceKey Key => new(Layer, Batch, Training, Direction);

    /// <summary>The reason in a profile: <c>measured: Direct 1.36 ms, F2 0.52 ms, F4 0.41 ms</c>.</summary>
    internal string Reason => Milliseconds.Count == 0 ? "measured"
        : "measured: " + string.Join(", ", Milliseconds.OrderBy(m => m.Key).Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Key} {m.Value:G3} ms")));
}

/// <summary>What a choice is made for. Threads are no part of it: results are the same on any number of them.</summary>
internal readonly record struct ChoiceKey(string Layer, int Batch, bool Training, ConvDirection Direction)
{
    public static ChoiceKey Of(in ConvGeometry g, int batch, bool training, ConvDirection direction) => new(LayerText.Of(in g), batch, training, direction);
}
