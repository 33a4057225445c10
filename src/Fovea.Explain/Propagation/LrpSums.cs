using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>Relevance through sums that learn no weights between channels: norms, averages, skip connections.</summary>
internal static class LrpSums
{
    /// <summary>Terms share in proportion to their values: <c>R_k = x_k·R / (Σ x ± ε)</c>.</summary>
    public static void Add(RuleStage s, LrpEpsilon rule)
    {
        for (int i = 0; i < s.Output.Length; i++)
        {
            double sum = 0;
            foreach (float[] x in s.Inputs) sum += x[i];
            double share = rule.Share(sum, 0, s.OutputGradient[i]).Up;
            for (int k = 0; k < s.Inputs.Count; k++)
                if (s.InputGradients[k].Length > 0) s.InputGradients[k][i] = (float)(s.Inputs[k][i] * share);
        }
    }

    /// <summary>The pixels of a window share in proportion to their values.</summary>
    public static void Average(RuleStage s, PoolGeometry g, LrpEpsilon rule)
    {
        double[] x = Array.ConvertAll(s.Inputs[0], v => (double)v), shares = new double[s.Output.Length], back = new double[x.Length];
        PoolReference.Average<double>(in g, s.Batch, x, shares);
        for (int o = 0; o < shares.Length; o++) shares[o] = rule.Share(shares[o], 0, s.OutputGradient[o]).Up;
        PoolReference.AverageBackward<double>(in g, s.Batch, shares, back);
        for (int i = 0; i < x.Length; i++) s.InputGradients[0][i] = (float)(x[i] * back[i]);
    }

    /// <summary>A batch norm of its own: <c>y = k·x + t</c>, where t takes its share as a bias does.</summary>
    public static void BatchNorm(RuleStage s, BatchNorm norm, LrpEpsilon rule)
    {
        (double[] scale, double[] shift) = ScaleAndShift(s, s.Node, norm);
        for (int i = 0; i < s.Output.Length; i++)
        {
            int c = i % scale.Length;
            double contribution = scale[c] * s.Inputs[0][i];
            s.InputGradients[0][i] = (float)(contribution * rule.Share(contribution + shift[c], 0, s.OutputGradient[i]).Up);
        }
    }

    /// <summary>k = γ/√(σ² + ε) and t = β − k·μ of a batch norm's running statistics.</summary>
    public static (double[] Scale, double[] Shift) ScaleAndShift(RuleStage s, Node node, BatchNorm norm)
    {
        ReadOnlySpan<float> gamma = s.ParameterOf(node, "weight"), beta = s.ParameterOf(node, "bias"), mean = s.ParameterOf(node, "running_mean"), variance = s.ParameterOf(node, "running_var");
        double[] scale = new double[gamma.Length], shift = new double[gamma.Length];
        for (int c = 0; c < scale.Length; c++)
        {
            scale[c] = gamma[c] / Math.Sqrt((double)variance[c] + norm.Epsilon);
            shift[c] = beta[c] - scale[c] * mean[c];
        }
        return (scale, shift);
    }

    /// <summary>Layer norm with its deviation as a constant: <c>y[c] = γ[c]/σ·(x[c] − mean x) + β[c]</c> is linear in the pixel.</summary>
    public static void LayerNorm(RuleStage s, LayerNorm norm, LrpEpsilon rule)
    {
        ReadOnlySpan<float> gamma = s.Parameter("weight"), beta = s.Parameter("bias");
        int channels = gamma.Length;
        var shares = new double[channels];
        for (int first = 0; first < s.Output.Length; first += channels)
        {
            double mean = 0, variance = 0, all = 0;
            for (int c = 0; c < channels; c++) mean += s.Inputs[0][first + c] / (double)channels;
            for (int c = 0; c < channels; c++) variance += Math.Pow(s.Inputs[0][first + c] - mean, 2) / channels;
            double deviation = Math.Sqrt(variance + norm.Epsilon);
            for (int c = 0; c < channels; c++)
            {
                double y = gamma[c] / deviation * (s.Inputs[0][first + c] - mean) + beta[c];
                shares[c] = gamma[c] / deviation * rule.Share(y, 0, s.OutputGradient[first + c]).Up;
                all += shares[c] / channels;
            }
            for (int c = 0; c < channels; c++) s.InputGradients[0][first + c] = (float)(s.Inputs[0][first + c] * (shares[c] - all));
        }
    }
}
