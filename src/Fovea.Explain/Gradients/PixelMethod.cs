namespace Fovea.Explain;

/// <summary>A method that gives every number of the image one of its own: its map has the resolution of the image.</summary>
public abstract record PixelMethod : ExplanationMethod
{
    /// <summary>How the channels of a pixel become one number.</summary>
    public ChannelReduction Channels { get; init; } = ChannelReduction.Sum;

    /// <summary>
    /// Copies that go through the network together where a method looks at many: decided by the network alone, so that results do not depend on
    /// the batch, and memory not on the number of copies.
    /// </summary>
    private protected static int AtOnce(Model model) => model.Graph.Input.Shape is { IsImage: true } s && s.Height * s.Width > 64 * 64 ? 8 : 32;

    // Its largest batch is always the same, and that decides which algorithms compute it: sums need not be strict.
    private protected static Plan CompileFixed(Model model, Objective objective, string capture)
        => model.Compile(new PlanOptions { MaxBatch = AtOnce(model), Objective = objective, Capture = [capture] });

    private protected Explanation Make(Model model, Objective objective, float value, ReadOnlySpan<float> attribution, string units, string? warning, IReadOnlyList<ExplanationFact> facts)
    {
        Shape shape = model.Graph.Input.Shape;
        return new Explanation(Name, objective, value, shape.Height, shape.Width, Channels.Apply(attribution, shape.Channels), SoftmaxWarning(model, objective) ?? warning)
        {
            Node = model.Graph.Input.Name,
            Units = units,
            Facts = facts,
        };
    }

    private protected static string PerPixel(Objective objective) => UnitsOf(objective) + " per unit of input";

    private protected static ExplanationFact Completeness(double sum, double expected, string what) => new("completeness error",
        expected == sum ? 0 : Math.Abs(sum - expected) / Math.Abs(expected),
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the map sums to {sum:G5}, {what} is {expected:G5}"));

    private protected static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float v in values) sum += v;
        return sum;
    }
}
