namespace Fovea.Kernels.Tests;

/// <summary>A convolution with its data: what the reference says, what the calls of one variant compute.</summary>
internal sealed record ConvProblem(ConvGeometry G, int N, Halo Extra = default, int ExtraImages = 0, bool Bias = true, Clamp Clamp = Clamp.None,
    bool Accumulate = false, bool Integers = true, uint Seed = 1)
{
    public static ConvProblem Random(Random random)
    {
        while (true)
        {
            int groups = random.Next(5) == 0 ? random.Next(2, 5) : 1;
            int c = random.Next(4) == 0 ? random.Next(1, 5) : random.Next(1, 41), o = random.Next(1, 41);
            if (groups > 1) (c, o) = (groups * random.Next(1, 12), groups * random.Next(1, 20));
            if (random.Next(8) == 0) (o, groups) = (c, c);
            ConvGeometry g = new(random.Next(1, 15), random.Next(1, 15), c, o, random.Next(1, 6), random.Next(1, 6),
                random.Next(1, 4), random.Next(1, 4), random.Next(1, 3), random.Next(1, 3),
                random.Next(0, 4), random.Next(0, 4), random.Next(0, 4), random.Next(0, 4), groups);
            if (random.Next(3) == 0) g = g with { StrideH = 1, StrideW = 1, DilationH = 1, DilationW = 1 };
            if (random.Next(8) == 0) g = new ConvGeometry(1, 1, g.InC * 7, g.OutC, 1, 1);
            if (g.OutH < 1 || g.OutW < 1 || g.InC % g.Groups != 0) continue;
            return new ConvProblem(g, random.Next(1, 5), new Halo(random.Next(3), random.Next(3), random.Next(3), random.Next(3)), random.Next(3),
                random.Next(2) == 0, (Clamp)random.Next(3), random.Next(2) == 0, random.Next(2) == 0, (uint)random.Next());
        }
    }

    public float[] X() => Values(1, N * G.InH * G.InW * G.InC);

    public float[] W() => Values(2, (int)G.Weights);

    public float[] B() => Bias ? Values(3, G.OutC) : [];

    public float[] DY() => Values(4, N * G.OutH * G.OutW * G.OutC);

    public float[] Y0() => Values(5, N * G.OutH * G.OutW * G.OutC);

    public float[] DX0() => Values(6, N * G.InH * G.InW * G.InC);

    /// <summary>Reference results in T: y, dX, dW, dB.</summary>
    public T[][] Reference<T>(Func<float, T> convert)
        where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        T[] x = Array.ConvertAll(X(), v => convert(v)), w = Array.ConvertAll(W(), v => convert(v)), b = Array.ConvertAll(B(), v => convert(v));
        T[] dy = Array.ConvertAll(DY(), v => convert(v)), y = new T[dy.Length], dx = Array.ConvertAll(DX0(), v => convert(v));
        T[] dw = new T[w.Length], db = new T[G.OutC], y0 = Array.ConvertAll(Y0(), v => convert(v));
        Conv2dReference.Forward<T>(G, N, x, w, b, y);
        for (int i = 0; i < y.Length; i++)
        {
            if (Accumulate) y[i] += y0[i];
            if (Clamp != Clamp.None && y[i] < T.Zero) y[i] = T.Zero;
            if (Clamp == Clamp.Relu6 && y[i] > T.CreateChecked(6)) y[i] = T.CreateChecked(6);
        }
        Conv2dReference.InputGradient<T>(G, N, w, dy, dx, Accumulate);
        Conv2dReference.WeightGradient<T>(G, N, x, dy, dw);
        Conv2dReference.BiasGradient<T>(G, N, dy, db);
        return [y, dx, dw, db];
    }

    /// <summary>What the calls compute with a number of parts, run one after the other.</summary>
    public float[][] Compute(KernelVariant variant, int parts)
    {
        int n = N + ExtraImages;
        ConvGeometry g = G;
        Halo inHalo = g.InputHalo, outHalo = g.InputGradientHalo;
        using Placed x = new(n, g.InH, g.InW, g.InC, Grow(inHalo)), y = new(n, g.OutH, g.OutW, g.OutC, Extra, 7f);
        using Placed dy = new(n, g.OutH, g.OutW, g.OutC, Grow(outHalo)), dx = new(n, g.InH, g.InW, g.InC, Extra, 7f);
        using NativeBuffer w = Copy(W()), b = Copy(B()), dw = new(g.Weights), db = new(g.OutC), db2 = new(g.OutC);
        using NativeBuffer panels = new(PackConvForward.Length(g)), back = new(PackConvInputGradient.Length(g)), scratch = new(ConvWeightGradient.ScratchLength(g, n));
        x.Fill(X(), N);
        dy.Fill(DY(), N);
        y.Fill(Y0(), N);
        dx.Fill(DX0(), N);
        dw.Span(0, (int)dw.Length).Fill(float.NaN);
        scratch.Span(0, (int)scratch.Length).Fill(float.NaN);
        List<Call> calls =
        [
            new PackConvForward("conv", g, All(w), Bias ? All(b) : default, All(panels)),
            new PackConvInputGradient("conv", g, All(w), All(back)),
            new ConvForward("conv", g, x.Maps, y.Maps, All(panels), Clamp, Accumulate, variant),
            new ConvInputGradient("conv", g, dy.Maps, dx.Maps, All(back), Accumulate, variant),
            .. ConvWeightGradient.Calls("conv", g, x.Maps, dy.Maps, All(dw), All(db), All(scratch), variant),
            new ConvBiasGradient("conv", dy.Maps, All(db2)),
        ];
        foreach (Call call in calls)
            foreach (Step step in Check.Steps(parts, N)) call.Run(in step);
        foreach (NativeBuffer buffer in (NativeBuffer[])[w, b, dw, db, db2, panels, back, scratch, x.Buffer, y.Buffer, dy.Buffer, dx.Buffer])
            Assert.True(buffer.GuardsIntact, $"a kernel wrote out of bounds: {this}");
        Assert.True(y.BorderIntact(N) && dx.BorderIntact(N), $"a kernel wrote the output's halo or an image beyond the batch: {this}");
        return [y.Read(N), dx.Read(N), dw.Span(0, (int)dw.Length).ToArray(), db.Span(0, g.OutC).ToArray(), db2.Span(0, g.OutC).ToArray()];
    }

    private static FloatBlock All(NativeBuffer b) => new(b, 0, b.Length);

    private Halo Grow(Halo h) => new(h.Top + Extra.Top, h.Bottom + Extra.Bottom, h.Left + Extra.Left, h.Right + Extra.Right);

    private static NativeBuffer Copy(float[] values)
    {
        NativeBuffer buffer = new(values.Length);
        values.CopyTo(buffer.Span(0, values.Length));
        return buffer;
    }

    private float[] Values(uint stream, int count)
    {
        var random = new Random((int)(Seed * 31 + stream));
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = Integers ? random.Next(-4, 5) : random.NextSingle() * 2 - 1;
        return values;
    }
}
