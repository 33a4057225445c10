namespace Fovea.Kernels.Tests;

/// <summary>A convolution that writes some channels of wider pixels writes the same bits as one with memory of its own, and nothing else.</summary>
public sealed class ConvSliceTests
{
    public static TheoryData<int, int, int, int, int> Layers => new()
    {
        { 8, 16, 32, 1, 1 },
        { 7, 16, 24, 1, 1 },
        { 13, 48, 64, 1, 1 },
        { 9, 5, 8, 3, 1 },
        { 14, 32, 40, 3, 2 },
        { 28, 16, 32, 5, 1 },
        { 1, 64, 80, 1, 1 },
        { 12, 24, 8, 3, 1 },
    };

    [Theory, MemberData(nameof(Layers))]
    public void Slices_get_the_same_bits_and_their_neighbours_none(int size, int c, int o, int window, int stride)
    {
        ConvGeometry g = new(size, size, c, o, window, window, stride, stride, PadTop: window / 2, PadBottom: window / 2, PadLeft: window / 2, PadRight: window / 2);
        foreach (KernelVariant variant in KernelTable.Entries.Where(e => e.IsSupported).Select(e => e.Variant))
            foreach (ConvAlgorithm algorithm in ConvCandidates.Of(in g, variant))
                foreach (int first in (int[])[0, 3, 16])
                    Compare(g, algorithm, variant, first);
    }

    private static void Compare(ConvGeometry g, ConvAlgorithm algorithm, KernelVariant variant, int first)
    {
        const int N = 3, Behind = 5;
        using Placed x = new(N, g.InH, g.InW, g.InC, g.InputHalo), own = new(N, g.OutH, g.OutW, g.OutC, default, 7f);
        using Placed wide = new(N, g.OutH, g.OutW, first + g.OutC + Behind, new Halo(1, 0, 0, 2), 7f);
        var random = new Random(1);
        float[] image = [.. Enumerable.Range(0, N * g.InH * g.InW * g.InC).Select(_ => random.NextSingle() - 0.5f)];
        x.Fill(image, N);
        using NativeBuffer w = new(g.Weights), b = new(g.OutC);
        foreach (NativeBuffer buffer in (NativeBuffer[])[w, b])
            foreach (ref float v in buffer.Span(0, (int)buffer.Length)) v = random.NextSingle() - 0.5f;
        Run(g, algorithm, variant, x.Maps, own.Maps, w, b);
        Run(g, algorithm, variant, x.Maps, wide.Maps.Slice(first, g.OutC), w, b);

        float[] expected = own.Read(N), found = wide.Read(N);
        int all = first + g.OutC + Behind;
        for (int p = 0; p < N * g.OutH * g.OutW; p++)
            for (int k = 0; k < all; k++)
            {
                float value = k >= first && k < first + g.OutC ? expected[p * g.OutC + k - first] : 7f;
                Assert.True(BitConverter.SingleToInt32Bits(value) == BitConverter.SingleToInt32Bits(found[p * all + k]),
                    $"{algorithm} {variant}, {g.InC} → {g.OutC} at {first}: pixel {p}, channel {k} is {found[p * all + k]}, not {value}");
            }
        Assert.True(wide.BorderIntact(N) && wide.Buffer.GuardsIntact);
    }

    private static void Run(ConvGeometry g, ConvAlgorithm algorithm, KernelVariant variant, Maps x, Maps y, NativeBuffer w, NativeBuffer b)
    {
        FloatBlock weights = WinogradProblem.All(w), bias = WinogradProblem.All(b);
        bool direct = algorithm == ConvAlgorithm.Direct;
        using NativeBuffer packed = new(direct ? PackConvForward.Length(in g) : PackWinogradForward.Length(in g, algorithm));
        using NativeBuffer scratch = new(direct ? 16 : WinogradForward.ScratchLength(in g, algorithm, 2));
        Call[] calls = direct
            ? [new PackConvForward("c", in g, weights, bias, WinogradProblem.All(packed)), new ConvForward("c", in g, x, y, WinogradProblem.All(packed), Clamp.Relu, false, variant)]
            : [new PackWinogradForward("c", in g, algorithm, weights, bias, WinogradProblem.All(packed)),
                new WinogradForward("c", in g, algorithm, x, y, WinogradProblem.All(packed), WinogradProblem.All(scratch), 2, Clamp.Relu, false, variant)];
        foreach (Call call in calls)
            foreach (Step step in Check.Steps(2, x.N)) call.Run(in step);
    }
}
