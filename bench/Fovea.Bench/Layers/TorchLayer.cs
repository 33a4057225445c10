using Fovea.Kernels;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using TorchTensor = TorchSharp.torch.Tensor;

namespace Fovea.Bench;

/// <summary>libtorch's convolution, in its default layout or channels-last: images, weights and the output's gradient.</summary>
internal sealed class TorchLayer : LayerContender
{
    private readonly TorchTensor x, w, dy;
    private readonly long[] stride, padding, dilation = [1, 1];
    private readonly long groups;

    public TorchLayer(LayerCase c, Model model, bool channelsLast, int threads)
        : base(channelsLast ? "libtorch channels-last" : "libtorch default")
    {
        set_num_threads(threads);
        ConvGeometry g = ((Conv2d)model.Graph.Output.Op).Geometry(model.Graph.Input.Shape);
        (stride, padding, groups) = ([g.StrideH, g.StrideW], [g.PadTop, g.PadLeft], g.Groups);
        using var scope = NewDisposeScope();
        TorchTensor weight = tensor(model.Parameters[model.Graph.Output.Name + ".weight"].ToArray(), g.KernelH, g.KernelW, g.GroupInC, g.OutC);
        x = Own(tensor(c.Numbers(model.Graph.Input.Shape, 0), c.N, g.InH, g.InW, g.InC).permute(0, 3, 1, 2)).requires_grad_(true);
        w = Own(weight.permute(3, 2, 0, 1)).requires_grad_(true);
        dy = Own(tensor(c.Numbers(model.Graph.Output.Shape, 1), c.N, g.OutH, g.OutW, g.OutC).permute(0, 3, 1, 2));

        TorchTensor Own(TorchTensor t) => TorchNet.Layout(t, channelsLast).MoveToOuterDisposeScope();
    }

    public override void Forward()
    {
        using var inference = inference_mode();
        using TorchTensor y = Convolve();
    }

    public override void ForwardAndGradients()
    {
        using TorchTensor y = Convolve();
        foreach (TorchTensor gradient in autograd.grad([y], [x, w], [dy])) gradient.Dispose();
    }

    public override (float[] Output, float[] InputGradient, float[] WeightGradient) Values()
    {
        using var scope = NewDisposeScope();
        TorchTensor y = Convolve();
        IList<TorchTensor> gradients = autograd.grad([y], [x, w], [dy]);
        return (Numbers(y, 0, 2, 3, 1), Numbers(gradients[0], 0, 2, 3, 1), Numbers(gradients[1], 2, 3, 1, 0));

        static float[] Numbers(TorchTensor t, params long[] order) => t.detach().permute(order).contiguous().data<float>().ToArray();
    }

    public override void Dispose()
    {
        x.Dispose();
        w.Dispose();
        dy.Dispose();
    }

    private TorchTensor Convolve() => F.conv2d(x, w, null, stride, padding, dilation, groups);
}
