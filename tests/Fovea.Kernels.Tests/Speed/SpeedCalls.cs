namespace Fovea.Kernels.Tests;

/// <summary>The calls of a layer for one variant, with memory of their own.</summary>
internal sealed class SpeedCalls : IDisposable
{
    private readonly List<IDisposable> owned = [];
    private readonly Call[][] calls;
    private readonly int images;

    public SpeedCalls(SpeedLayer layer, KernelVariant variant)
    {
        ConvGeometry g = layer.G;
        images = layer.N;
        Maps x = Filled(g.InH, g.InW, g.InC, g.InputHalo), dy = Filled(g.OutH, g.OutW, g.OutC, g.InputGradientHalo);
        Maps y = Filled(g.OutH, g.OutW, g.OutC, default), dx = Filled(g.InH, g.InW, g.InC, default);
        FloatBlock w = Floats(g.Weights), dw = Floats(g.Weights);
        calls = layer.Algorithm == ConvAlgorithm.Direct || variant == KernelVariant.Reference ? Direct() : Winograd(layer.Algorithm);
        return;

        Call[][] Direct()
        {
            FloatBlock panels = Floats(PackConvForward.Length(in g)), back = Floats(PackConvInputGradient.Length(in g));
            RunAll([new PackConvForward("layer", in g, w, default, panels), new PackConvInputGradient("layer", in g, w, back)]);
            // The weight gradient of depthwise layers has no reference variant: the plain loops stand in.
            return [[new ConvForward("layer", in g, x, y, panels, variant: variant)], [new ConvInputGradient("layer", in g, dy, dx, back, variant: variant)],
                variant == KernelVariant.Reference && g.IsDepthwise ? [new PlainWeightGradient(g, images)] : ConvWeightGradient.Calls("layer", in g, x, dy, dw, default, Floats(ConvWeightGradient.ScratchLength(in g, images)), variant)];
        }

        Call[][] Winograd(ConvAlgorithm f)
        {
            FloatBlock panels = Floats(PackWinogradForward.Length(in g, f)), back = Floats(PackWinogradInputGradient.Length(in g, f));
            RunAll([new PackWinogradForward("layer", in g, f, w, default, panels), new PackWinogradInputGradient("layer", in g, f, w, back)]);
            return [[new WinogradForward("layer", in g, f, x, y, panels, Floats(WinogradForward.ScratchLength(in g, f, 1)), 1, variant: variant)],
                [new WinogradInputGradient("layer", in g, f, dy, dx, back, Floats(WinogradInputGradient.ScratchLength(in g, f, 1)), 1, variant: variant)],
                WinogradWeightGradient.Calls("layer", in g, f, x, dy, dw, default, Floats(WinogradWeightGradient.ScratchLength(in g, f, images, 1)), 1, variant)];
        }
    }

    /// <summary>Computes one direction on this thread.</summary>
    public void Run(ConvDirection direction) => RunAll(calls[(int)direction]);

    public void Dispose()
    {
        foreach (IDisposable d in owned) d.Dispose();
    }

    private void RunAll(Call[] list)
    {
        foreach (Call call in list) call.Run(new Step(0, 1, images, 0, 0));
    }

    private Maps Filled(int h, int w, int c, Halo halo)
    {
        var placed = new Placed(images, h, w, c, halo);
        owned.Add(placed.Buffer);
        placed.Fill(Check.Random(1, images * h * w * c, -1, 1), images);
        return placed.Maps;
    }

    private FloatBlock Floats(long count)
    {
        var buffer = new NativeBuffer(count);
        owned.Add(buffer);
        Check.Random(2, (int)count, -0.1, 0.1).CopyTo(buffer.Span(0, (int)count));
        return new FloatBlock(buffer, 0, count);
    }

    private sealed class PlainWeightGradient(ConvGeometry g, int images) : Call("plain")
    {
        private readonly float[] x = Check.Random(1, images * g.InH * g.InW * g.InC, -1, 1);
        private readonly float[] dy = Check.Random(2, images * g.OutH * g.OutW * g.OutC, -1, 1);
        private readonly float[] dw = new float[g.Weights];

        public override void Run(in Step step) => Conv2dReference.WeightGradient<float>(in g, images, x, dy, dw);
    }
}
