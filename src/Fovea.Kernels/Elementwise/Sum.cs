using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>y = x₀ + x₁ + … from left to right, with an optional clamp at the end; y may be one of the inputs.</summary>
/// <remarks>Its backward pass is a copy of dY to each input: <see cref="MapsCopy"/>.</remarks>
public sealed unsafe class SumForward : Call
{
    private const int Block = 2048;
    private readonly Maps[] inputs;
    private readonly Maps y;
    private readonly Clamp clamp;
    private readonly bool dense;
    private readonly Maps first, second;

    /// <summary>Adds two or more maps of the same shape.</summary>
    /// <exception cref="ArgumentException">Fewer than two inputs, or y is an input after the second.</exception>
    public SumForward(string name, ReadOnlySpan<Maps> inputs, Maps y, Clamp clamp = Clamp.None) : base(name, Work.Over(inputs).And(y))
    {
        if (inputs.Length < 2) throw new ArgumentException("a sum needs at least two inputs", nameof(inputs));
        this.inputs = inputs.ToArray();
        // Blocks of y are complete after the second input has been added, so a later input must not be y.
        for (int i = 2; i < inputs.Length; i++)
            if (inputs[i].Origin == y.Origin) throw new ArgumentException("only the first two inputs may share memory with the output", nameof(inputs));
        this.y = y;
        this.clamp = clamp;
        first = inputs[0];
        second = inputs[1];
        dense = y.IsDense;
        foreach (Maps m in inputs) dense &= m.IsDense;
    }

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        var runs = new Runs(step, y, dense);
        for (int run = runs.First; run < runs.End; run++)
        {
            float* py = runs.Start(y, run);
            for (long at = 0; at < runs.Length; at += Block)
            {
                int count = (int)Math.Min(Block, runs.Length - at);
                Add(runs.Start(first, run) + at, runs.Start(second, run) + at, py + at, count, inputs.Length == 2 ? clamp : Clamp.None);
                for (int k = 2; k < inputs.Length; k++)
                    Add(py + at, runs.Start(inputs[k], run) + at, py + at, count, k == inputs.Length - 1 ? clamp : Clamp.None);
            }
        }
    }

    private static void Add(float* a, float* b, float* y, int count, Clamp clamp)
    {
        int i = 0;
        for (; i <= count - Lanes.Width; i += Lanes.Width)
            clamp.Apply(Vector256.Load(a + i) + Vector256.Load(b + i)).Store(y + i);
        int rest = count - i;
        if (rest > 0) Lanes.Store(y + i, clamp.Apply(Lanes.Load(a + i, rest) + Lanes.Load(b + i, rest)), rest);
    }
}
