using System.Runtime.InteropServices;

namespace Fovea.Kernels.Tests;

/// <summary>The clamp at the end of convolutions: every kernel, every remainder of channels and pixels, NaN and both zeros.</summary>
public sealed class ClampTests
{
    private static readonly float[] Numbers = [float.NaN, -0f, 0f, 5.5f, 6f, 6.5f, -3f, float.NegativeInfinity, float.PositiveInfinity, 1e-30f, -1e-30f];

    public static TheoryData<KernelVariant> Variants => ConvKernelTests.Variants;

    // The sums are the numbers themselves, bit by bit: w = 0, and what y holds is added to a bias of −0.
    [Theory, MemberData(nameof(Variants))]
    public void Numbers_that_a_clamp_can_get_wrong(KernelVariant variant)
    {
        foreach (Clamp clamp in Enum.GetValues<Clamp>())
            foreach (Halo halo in (Halo[])[default, new Halo(1, 2, 0, 1)])
                for (int channels = 1; channels <= 34; channels++)
                {
                    ConvGeometry g = new(5, 3, 2, channels, 1, 1), depthwise = g with { InC = channels, Groups = channels }, row = ConvGeometry.Dense(3, 64 + channels);
                    Check(in g, halo, clamp, variant);
                    Check(in depthwise, halo, clamp, variant);
                    Check(in row, default, clamp, variant);
                }
    }

    [Theory]
    [InlineData(ConvAlgorithm.F2)]
    [InlineData(ConvAlgorithm.F4)]
    [InlineData(ConvAlgorithm.F3Window5)]
    public void Winograd_agrees(ConvAlgorithm algorithm)
    {
        foreach (KernelVariant variant in (KernelVariant[])[KernelVariant.Avx2, KernelVariant.Avx512])
            foreach (Clamp clamp in Enum.GetValues<Clamp>())
                foreach (int channels in (int[])[16, 19, 24, 33, 48])
                {
                    if (!KernelTable.Entries.First(e => e.Variant == variant).IsSupported) continue;
                    ConvGeometry g = WinogradProblem.Same(9, 8, 16, channels, algorithm == ConvAlgorithm.F3Window5 ? 5 : 3);
                    using Placed x = new(2, g.InH, g.InW, g.InC, g.InputHalo), y = new(2, g.OutH, g.OutW, channels, new Halo(1, 0, 2, 1), 7f);
                    using NativeBuffer w = new(g.Weights), b = new(channels), packed = new(PackWinogradForward.Length(in g, algorithm));
                    using NativeBuffer scratch = new(WinogradForward.ScratchLength(in g, algorithm, 1));
                    float[] held = Held(in g);
                    y.Fill(held, 2);
                    new PackWinogradForward("conv", in g, algorithm, WinogradProblem.All(w), WinogradProblem.All(b), WinogradProblem.All(packed)).Run(new Step(0, 1, 2, 0, 0));
                    new WinogradForward("conv", in g, algorithm, x.Maps, y.Maps, WinogradProblem.All(packed), WinogradProblem.All(scratch), 1, clamp, accumulate: true, variant)
                        .Run(new Step(0, 1, 2, 0, 0));
                    Same(Array.ConvertAll(held, v => Expected(v + 0f, clamp)), y.Read(2), $"{algorithm} {variant} {clamp} {channels}");
                    Assert.True(y.BorderIntact(2));
                }
    }

    private static void Check(in ConvGeometry g, Halo halo, Clamp clamp, KernelVariant variant)
    {
        using Placed x = new(2, g.InH, g.InW, g.InC, default), y = new(2, g.OutH, g.OutW, g.OutC, halo, 7f);
        using NativeBuffer w = new(g.Weights), b = new(g.OutC), panels = new(PackConvForward.Length(in g));
        b.Span(0, g.OutC).Fill(-0f);
        w.Span(0, (int)g.Weights).Fill(-0f);
        float[] held = Held(in g);
        y.Fill(held, 2);
        new PackConvForward("conv", in g, WinogradProblem.All(w), WinogradProblem.All(b), WinogradProblem.All(panels)).Run(new Step(0, 1, 2, 0, 0));
        new ConvForward("conv", in g, x.Maps, y.Maps, WinogradProblem.All(panels), clamp, accumulate: true, variant).Run(new Step(0, 1, 2, 0, 0));
        Same(Array.ConvertAll(held, v => Expected(v, clamp)), y.Read(2), $"{variant} {clamp} {g}");
        Assert.True(y.BorderIntact(2));
    }

    private static float[] Held(in ConvGeometry g)
    {
        var held = new float[2 * g.OutH * g.OutW * g.OutC];
        for (int i = 0; i < held.Length; i++) held[i] = Numbers[i % Numbers.Length];
        return held;
    }

    private static float Expected(float v, Clamp clamp) => clamp == Clamp.None || float.IsNaN(v) || v == 0 ? v : Math.Clamp(v, 0, clamp == Clamp.Relu6 ? 6 : float.PositiveInfinity);

    private static void Same(float[] expected, float[] actual, string what)
        => Assert.True(MemoryMarshal.AsBytes<float>(expected).SequenceEqual(MemoryMarshal.AsBytes<float>(actual)),
            $"{what}: {string.Join(' ', expected.Zip(actual).Where(p => BitConverter.SingleToInt32Bits(p.First) != BitConverter.SingleToInt32Bits(p.Second)).Take(3))}");
}
