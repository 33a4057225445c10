using System.Globalization;

namespace Fovea.Onnx;

/// <summary>How long one node may run, where a few attributes can ask for any number of steps.</summary>
internal static class WorkLimit
{
    /// <summary>A minute or two of plain loops.</summary>
    private const double Most = 1e11;

    /// <summary>Refuses what would take too long, before it starts.</summary>
    /// <param name="steps">How many values are read.</param>
    /// <param name="what">What asks for them.</param>
    /// <exception cref="OnnxNodeException">There are too many, or no number of them.</exception>
    public static void Check(double steps, string what)
    {
        if (!(steps <= Most)) throw new OnnxNodeException(string.Create(CultureInfo.InvariantCulture, $"{what} takes {steps:0.#e0} steps"), string.Create(CultureInfo.InvariantCulture, $"a node takes at most {Most:0e0} steps"));
    }
}
