namespace Fovea.Kernels.Tests;

/// <summary>A convolution with its data, and what the Winograd calls make of it.</summary>
internal sealed record WinogradProblem(ConvGeometry G, int N, ConvAlgorithm Algorithm, Halo Extra = default, bool Bias = true, Clamp Clamp = Clamp.None,
    bool Accumulate = false, int Seed = 1, bool Unpacked = false)
{
    public static readonly string[] Names = ["y", "dX", "dW", "dB"];

    public static ConvGeometry Same(int h, int w, int c, int o, int window = 3)
        => new(h, w, c, o, window, window, PadTop: window / 2, PadBottom: window / 2, PadLeft: window / 2, PadRight: window / 2);

    public static ConvGeometry Stride2(int h, int w, int c, int o) => Same(h, w, c, o) with { StrideH = 2, StrideW = 2 };

    public static WinogradProblem Random(Random random)
    {
        int Channels() => random.Next(2) == 0 ? random.Next(16, 41) : 8 * random.Next(2, 6);
        ConvAlgorithm algorithm = (ConvAlgorithm)random.Next(1, 5);
        int window = algorithm == ConvAlgorithm.F3Window5 ? 5 : 3, pads = window / 2 + 1;
        ConvGeometry g = new(random.Next(8, 34), random.Next(8, 34), Channels(), Channels(), window, window, PadTop: random.Next(pads),
            PadBottom: random.Next(pads), PadLeft: random.Next(pads), PadRight: random.Next(pads));
        if (random.Next(2) == 0) g = Same(random.Next(2) == 0 ? g.InH : 8 * random.Next(1, 4), g.InW, g.InC, g.OutC, window);
        if (algorithm == ConvAlgorithm.F4Stride2) g = g with { StrideH = 2, StrideW = 2, PadTop = 1, PadLeft = 1 };
        return new WinogradProblem(g, random.Next(1, 4), algorithm,
            new Halo(random.Next(3), random.Next(3), random.Next(3), random.Next(3)), random.Next(2) == 0, (Clamp)random.Next(3), random.Next(2) == 0, random.Next());
    }

    /// <summary>y, dX, dW, dB in double precision.</summary>
    public double[][] Reference()
    {
        double[] y = Doubles(Y0()), sum = new double[y.Length], dx = Doubles(DX0()), dw = new double[G.Weights], db = new double[G.OutC];
        Conv2dReference.Forward<double>(G, N, Doubles(X()), Doubles(W()), Doubles(B()), sum);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = Accumulate && !Unpacked ? y[i] + sum[i] : sum[i];
            if (Clamp != Clamp.None) y[i] = Math.Max(0, y[i]);
            if (Clamp == Clamp.Relu6) y[i] = Math.Min(6, y[i]);
        }
        Conv2dReference.InputGradient<double>(G, N, Doubles(W()), Doubles(DY()), dx, Accumulate);
        Conv2dReference.WeightGradient<double>(G, N, Doubles(X()), Doubles(DY()), dw);
        Conv2dReference.BiasGradient<double>(G, N, Doubles(DY()), db);
        return [y, dx, dw, db];
    }

    /// <summary>y, dX, dW, dB of images first … last, with a number of parts run one after the other.</summary>
    public float[][] Compute(int parts, int workers, int first, int last, KernelVariant variant = KernelVariant.Auto)
    {
        int n = last - first;
        ConvGeometry g = G;
        using Placed x = new(n, g.InH, g.InW, g.InC, Grow(g.InputHalo)), y = new(n, g.OutH, g.OutW, g.OutC, Extra, 7f);
        using Placed dy = new(n, g.OutH, g.OutW, g.OutC, Grow(g.InputGradientHalo)), dx = new(n, g.InH, g.InW, g.InC, Extra, 7f);
        using NativeBuffer w = Copy(W()), b = Copy(B()), dw = new(g.Weights), db = new(g.OutC);
        using NativeBuffer packed = new(PackWinogradForward.Length(g, Algorithm)), back = new(PackWinogradInputGradient.Length(g, Algorithm));
        using NativeBuffer s1 = new(WinogradForward.ScratchLength(g, Algorithm, workers)), s2 = new(WinogradInputGradient.ScratchLength(g, Algorithm, workers));
        using NativeBuffer s3 = new(WinogradWeightGradient.ScratchLength(g, Algorithm, n, workers));
        x.Fill(Part(X(), first, last), n);
        dy.Fill(Part(DY(), first, last), n);
        y.Fill(Part(Y0(), first, last), n);
        dx.Fill(Part(DX0(), first, last), n);
        using NativeBuffer s4 = new(Unpacked ? WinogradUnpacked.ScratchLength(g, Algorithm, n, workers) : 0);
        foreach (NativeBuffer s in (NativeBuffer[])[s1, s2, s3, s4, packed, back, dw, db]) s.Span(0, (int)s.Length).Fill(float.NaN);
        Call[] calls =
        [
            new PackWinogradForward("conv", g, Algorithm, All(w), Bias ? All(b) : default, All(packed)),
            new PackWinogradInputGradient("conv", g, Algorithm, All(w), All(back)),
            new WinogradForward("conv", g, Algorithm, x.Maps, y.Maps, All(packed), All(s1), workers, Clamp, Accumulate, variant),
            new WinogradInputGradient("conv", g, Algorithm, dy.Maps, dx.Maps, All(back), All(s2), workers, Accumulate, variant),
            .. WinogradWeightGradient.Calls("conv", g, Algorithm, x.Maps, dy.Maps, All(dw), All(db), All(s3), workers, variant),
        ];
        if (Unpacked)
            calls =
            [
                .. WinogradUnpacked.Forward("conv", g, Algorithm, x.Maps, y.Maps, All(w), Bias ? All(b) : default, All(s4), workers, Clamp, variant),
                .. WinogradUnpacked.InputGradient("conv", g, Algorithm, dy.Maps, dx.Maps, All(w), All(s4), workers, Accumulate, variant),
                .. calls[4..],
            ];
        foreach (Call call in calls)
            foreach (Step step in Check.Steps(parts, n)) call.Run(in step);
        foreach (NativeBuffer buffer in (NativeBuffer[])[w, b, dw, db, packed, back, s1, s2, s3, s4, x.Buffer, y.Buffer, dy.Buffer, dx.Buffer])
            Assert.True(buffer.GuardsIntact, $"a kernel wrote out of bounds: {this}");
        Assert.True(y.BorderIntact(n) && dx.BorderIntact(n), $"a kernel wrote the output's halo: {this}");
        return [y.Read(n), dx.Read(n), dw.Span(0, (int)dw.Length).ToArray(), db.Span(0, g.OutC).ToArray()];
    }

    public static FloatBlock All(NativeBuffer b) => new(b, 0, b.Length);

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, v => (double)v);

    private float[] Part(float[] all, int first, int last) => all[(all.Length / N * first)..(all.Length / N * last)];

    private float[] X() => Values(1, N * G.InH * G.InW * G.InC);

    private float[] W() => Values(2, (int)G.Weights);

    private float[] B() => Bias ? Values(3, G.OutC) : new float[G.OutC];

    private float[] DY() => Values(4, N * G.OutH * G.OutW * G.OutC);

    private float[] Y0() => Values(5, N * G.OutH * G.OutW * G.OutC);

    private float[] DX0() => Values(6, N * G.InH * G.InW * G.InC);

    private Halo Grow(Halo h) => new(h.Top + Extra.Top, h.Bottom + Extra.Bottom, h.Left + Extra.Left, h.Right + Extra.Right);

    private static NativeBuffer Copy(float[] values)
    {
        NativeBuffer buffer = new(values.Length);
        values.CopyTo(buffer.Span(0, values.Length));
        return buffer;
    }

    private float[] Values(int stream, int count)
    {
        var random = new Random(unchecked(Seed * 31 + stream));
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = random.NextSingle() * 2 - 1;
        return values;
    }
}
