namespace Fovea.Explain;

/// <summary>Numbers that are made of all channels: dense layers, normalisations, softmax.</summary>
internal static class VectorAccounts
{
    /// <summary>A dense layer behind a flatten is shown by the channels of the maps that were flattened.</summary>
    public static Account Dense(ProvenanceSite s)
    {
        Node x = s.Node.Inputs[0], source = ProvenanceSite.SourceOf(x);
        ReadOnlySpan<float> weight = s.Parameter("weight");
        float[] values = s.Values(x);
        int outputs = s.Node.Shape.Channels, channels = source.Shape.Channels, width = source.Shape.Width;
        var taps = new List<Tap>[channels];
        for (int c = 0; c < channels; c++) taps[c] = new List<Tap>(values.Length / channels);
        for (int i = 0; i < values.Length; i++)
        {
            int pixel = i / channels;
            taps[i % channels].Add(new Tap(pixel / width, pixel % width, values[i], weight[i * outputs + s.Channel]));
        }
        bool bias = s.Model.Parameters.Contains(s.Named("bias"));
        return new Account(AccountKind.Sum, "y[o] = b[o] + Σ_i x[i]·w[i,o]",
            [new InputWindow(source.Name, source.Shape, 0, 0, source.Shape.Height, width, 1, 1, [.. taps.Select((t, c) => new ChannelProducts(c, t))])])
        {
            Offset = bias ? s.Parameter("bias")[s.Channel] : 0,
            OffsetName = bias ? s.Named("bias") : "",
        };
    }

    /// <summary>In inference a batch norm is one product and one offset.</summary>
    public static Account BatchNorm(ProvenanceSite s, BatchNorm op)
    {
        int c = s.Channel;
        double scale = s.Parameter("weight")[c] / Math.Sqrt(s.Parameter("running_var")[c] + (double)op.Epsilon);
        return new Account(AccountKind.Sum, "y = x·γ/√(σ² + ε) + (β − μ·γ/√(σ² + ε)), μ and σ² as training left them", [PointAccounts.Pixel(s, s.Node.Inputs[0], s.Row, s.Column, c, scale)])
        {
            Offset = s.Parameter("bias")[c] - s.Parameter("running_mean")[c] * scale,
            OffsetName = "β − μ·γ/√(σ² + ε)",
        };
    }

    /// <summary>With the pixel's own σ a layer norm is a sum over all of its channels: the mean takes part of each.</summary>
    public static Account LayerNorm(ProvenanceSite s, LayerNorm op)
    {
        Node x = s.Node.Inputs[0];
        int channels = x.Shape.Channels;
        double mean = 0, variance = 0;
        for (int k = 0; k < channels; k++) mean += s.At(x, s.Row, s.Column, k) / (double)channels;
        for (int k = 0; k < channels; k++) variance += Math.Pow(s.At(x, s.Row, s.Column, k) - mean, 2) / channels;
        double scale = s.Parameter("weight")[s.Channel] / Math.Sqrt(variance + op.Epsilon);
        return new Account(AccountKind.Sum, "y[c] = Σ_k x[k]·γ[c]/√(σ² + ε)·(1[k = c] − 1/C) + β[c], σ² of this pixel",
            [Channels(s, x, k => scale * ((k == s.Channel ? 1 : 0) - 1.0 / channels))])
        {
            Offset = s.Parameter("bias")[s.Channel],
            OffsetName = s.Named("bias"),
        };
    }

    public static Account Softmax(ProvenanceSite s)
    {
        Node x = s.Node.Inputs[0];
        double largest = Enumerable.Range(0, x.Shape.Channels).Max(k => s.At(x, s.Row, s.Column, k)), sum = 0;
        for (int k = 0; k < x.Shape.Channels; k++) sum += Math.Exp(s.At(x, s.Row, s.Column, k) - largest);
        double share = Math.Exp(s.At(x, s.Row, s.Column, s.Channel) - largest) / sum;
        return new Account(AccountKind.Softmax, "y[c] = exp(x[c]) / Σ_k exp(x[k])", [Channels(s, x, _ => 1)]) { Function = _ => share };
    }

    private static InputWindow Channels(ProvenanceSite s, Node x, Func<int, double> weight)
        => new(x.Name, x.Shape, s.Row, s.Column, 1, 1, 1, 1,
            [.. Enumerable.Range(0, x.Shape.Channels).Select(k => new ChannelProducts(k, [new Tap(s.Row, s.Column, s.At(x, s.Row, s.Column, k), weight(k))]))]);
}
