using System.Numerics;

namespace Fovea.Kernels;

/// <summary>Resizing of dense N H W C data with the two tables of its axes: the specification of the kernel.</summary>
public static class ResizeReference
{
    /// <summary>y += Σ over the rows, and over the columns, of weight·weight·x; with the tables transposed, the gradient.</summary>
    public static void Add<T>(InterpolationTable rows, InterpolationTable columns, int n, int channels, ReadOnlySpan<T> x, Span<T> y)
        where T : struct, IFloatingPointIeee754<T>
    {
        for (int image = 0; image < n; image++)
            for (int h = 0; h < rows.Outputs; h++)
                for (int w = 0; w < columns.Outputs; w++)
                    for (int r = 0; r < rows.InputsOf(h).Length; r++)
                        for (int q = 0; q < columns.InputsOf(w).Length; q++)
                        {
                            T weight = T.CreateChecked(rows.WeightsOf(h)[r]) * T.CreateChecked(columns.WeightsOf(w)[q]);
                            int from = ((image * rows.Inputs + rows.InputsOf(h)[r]) * columns.Inputs + columns.InputsOf(w)[q]) * channels;
                            int to = ((image * rows.Outputs + h) * columns.Outputs + w) * channels;
                            for (int c = 0; c < channels; c++) y[to + c] += weight * x[from + c];
                        }
    }
}
