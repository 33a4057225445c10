using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace Fovea.Bench;

/// <summary>libtorch's forward pass, in its default layout or channels-last.</summary>
internal sealed class TorchContender : Contender
{
    private readonly TorchNet net;
    private readonly TorchTensor images;

    public TorchContender(NetCase c, Model model, bool channelsLast, int threads)
        : base(channelsLast ? "libtorch channels-last" : "libtorch default")
    {
        set_num_threads(threads);
        net = new TorchNet(model, channelsLast);
        images = TorchNet.Images(c, model.Graph.Input.Shape, channelsLast);
    }

    public override void Forward()
    {
        using var inference = inference_mode();
        using TorchTensor logits = net.Forward(images, training: false);
    }

    public override float[] Logits()
    {
        using var inference = inference_mode();
        using TorchTensor logits = net.Forward(images, training: false);
        return logits.data<float>().ToArray();
    }

    public override void Dispose()
    {
        net.Dispose();
        images.Dispose();
    }
}
