namespace Fovea.Bench;

/// <summary>
/// An objective that is known by its gradient only: Σ output · gradient. It costs a run nothing: the gradient is written when the plan
/// is compiled, into memory that the plan keeps because it is captured, and nobody asks for the value.
/// </summary>
internal sealed record GivenGradient(float[] Gradient) : Objective
{
    internal override void Check(Graph graph)
    {
        if (Gradient.Length % graph.Output.Shape.Count != 0)
            throw new ArgumentException($"{Gradient.Length} numbers are no gradients of {graph.Output.Shape}");
    }

    internal override void Compile(ObjectiveStage s)
    {
        int row = s.Gradient.W * s.Gradient.C;
        for (int n = 0, at = 0; n < s.Gradient.N; n++)
            for (int h = 0; h < s.Gradient.H; h++, at += row)
                Gradient.AsSpan(at, row).CopyTo(s.Gradient.RowSpan(n, h));
    }

    internal override void Reference<T>(Shape shape, int batch, ReadOnlySpan<T> activation, ReadOnlySpan<int> labels, Span<T> values, Span<T> gradient)
    {
        for (int i = 0; i < batch * shape.Count; i++)
        {
            gradient[i] = T.CreateChecked(Gradient[i]);
            values[(int)(i / shape.Count)] += activation[i] * gradient[i];
        }
    }
}
