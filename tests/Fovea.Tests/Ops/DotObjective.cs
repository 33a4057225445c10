using Fovea.Kernels;

namespace Fovea.Tests;

/// <summary>Σ w·y over the output: sends exactly <paramref name="Weights"/> back, so that an op's gradients can be asked for alone.</summary>
/// <param name="Weights">Batch × output, N H W C.</param>
internal sealed record DotObjective(float[] Weights) : Objective
{
    internal override void Check(Graph graph) { }

    internal override void Compile(ObjectiveStage s) => s.Emit(new DotCall(s.Activation, s.Gradient, s.Values, Weights));

    internal override void Reference<T>(Shape shape, int batch, ReadOnlySpan<T> activation, ReadOnlySpan<int> labels, Span<T> values, Span<T> gradient)
    {
        int each = (int)shape.Count;
        for (int i = 0; i < batch * each; i++)
        {
            gradient[i] = T.CreateChecked(Weights[i]);
            values[i / each] += gradient[i] * activation[i];
        }
    }

    private sealed class DotCall(Maps y, Maps dy, FloatBlock values, float[] weights) : Call("dot")
    {
        public override void Run(in Step step)
        {
            if (step.Part != 0) return;
            int row = y.W * y.C, position = 0;
            for (int n = 0; n < step.Batch; n++)
            {
                double sum = 0;
                for (int h = 0; h < y.H; h++, position += row)
                {
                    ReadOnlySpan<float> w = weights.AsSpan(position, row), a = y.RowSpan(n, h);
                    for (int i = 0; i < row; i++) sum += (double)w[i] * a[i];
                    if (dy.Exists) w.CopyTo(dy.RowSpan(n, h));
                }
                values.Span[n] = (float)sum;
            }
        }
    }
}
