using Fovea.Kernels;

namespace Fovea.Training;

/// <summary>
/// An optimiser at work on one block of weights: its moments in native memory, the check of the gradients and the update as calls
/// for a plan's team. A step allocates nothing.
/// </summary>
internal sealed class OptimizerState : IDisposable
{
    private readonly NativeBuffer[] states;
    private readonly NativeBuffer control = new(UpdateControl.Length);
    private readonly NativeBuffer partialSums;
    private readonly FloatBlock controlBlock;
    private readonly Call[] measure, update;

    public OptimizerState(Optimizer optimizer, FloatBlock weights, FloatBlock gradients, UpdateRange[] ranges)
    {
        optimizer.Check();
        Names = optimizer.States;
        states = [.. Names.Select(_ => new NativeBuffer(weights.Length))];
        controlBlock = new FloatBlock(control, 0, control.Length);
        partialSums = new NativeBuffer(SumOfSquares.ScratchFloats(gradients.Length));
        var sums = new FloatBlock(partialSums, 0, partialSums.Length);
        // Squares of floats and their sum fit a double, so the norm is finite exactly when every gradient is: one pass over the
        // gradients serves the check for NaN, clipping and the log.
        float most = optimizer.ClipNorm == 0 ? float.PositiveInfinity : optimizer.ClipNorm;
        measure = [new SumOfSquares("gradient squares", gradients, sums), new ClipFactor("gradient norm", gradients.Length, sums, controlBlock, most)];
        update = [optimizer.Compile(weights, gradients, [.. states.Select(s => new FloatBlock(s, 0, s.Length))], controlBlock, ranges)];
    }

    /// <summary>Names of the state blocks.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Norm of all gradients at the last <see cref="Measure"/>.</summary>
    public float GradientNorm => controlBlock.Span[UpdateControl.GradientNorm];

    /// <summary>One of the state blocks.</summary>
    public Span<float> State(int index) => states[index].Span(0, checked((int)states[index].Length));

    /// <summary>Measures the gradients; true when all are finite.</summary>
    public bool Measure(Team team)
    {
        team.Run(measure, measure.Length, 1, 0, 0);
        return float.IsFinite(GradientNorm);
    }

    /// <summary>Moves the weights.</summary>
    /// <param name="team">Who does it.</param>
    /// <param name="learningRate">This step's rate.</param>
    /// <param name="number">Number of this update, beginning with 1.</param>
    public void Update(Team team, float learningRate, long number)
    {
        Span<float> numbers = controlBlock.Span;
        numbers[UpdateControl.LearningRate] = learningRate;
        numbers[UpdateControl.UpdateNumber] = number;
        team.Run(update, update.Length, 1, 0, 0);
    }

    /// <summary>Which parts of a model's trainable block move, decay and how fast they learn, neighbours of one kind joined.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Optimiser and rates.</param>
    /// <param name="frozen">What does not move.</param>
    public static UpdateRange[] Ranges(Model model, TrainOptions options, IReadOnlySet<Parameter> frozen)
    {
        var ranges = new List<UpdateRange>();
        Dictionary<Parameter, float> factors = RateFactors.Of(model, options);
        bool joins = false;
        foreach (Parameter p in model.Parameters.All.Where(p => p.Spec.IsTrainable).OrderBy(p => p.Offset))
        {
            if (frozen.Contains(p))
            {
                joins = false;
                continue;
            }
            float decay = options.Optimizer.DecayAll || p.Spec.IsDecayed ? options.Optimizer.WeightDecay : 0;
            if (joins && ranges[^1].WeightDecay == decay && ranges[^1].RateFactor == factors[p]) ranges[^1] = ranges[^1] with { End = p.Offset + p.Count };
            else ranges.Add(new UpdateRange(p.Offset, p.Offset + p.Count, decay, factors[p]));
            joins = true;
        }
        return [.. ranges];
    }

    public void Dispose()
    {
        foreach (NativeBuffer s in states) s.Dispose();
        control.Dispose();
        partialSums.Dispose();
    }
}
