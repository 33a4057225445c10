using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace Fovea.Bench;

/// <summary>libtorch, in its default layout or channels-last.</summary>
internal sealed class TorchContender : Contender
{
    private readonly TorchNet net;
    private readonly TorchTensor images, labels;
    private readonly TorchTensor[] velocity;

    public TorchContender(TrainCase c, Model model, bool channelsLast, int threads)
        : base(channelsLast ? "libtorch channels-last" : "libtorch default")
    {
        set_num_threads(threads);
        Shape shape = model.Graph.Input.Shape;
        net = new TorchNet(model, channelsLast);
        using var scope = NewDisposeScope();
        TorchTensor nhwc = tensor(c.Images(shape), c.Batch, shape.Height, shape.Width, shape.Channels);
        images = TorchNet.Layout(nhwc.permute(0, 3, 1, 2), channelsLast).MoveToOuterDisposeScope();
        labels = tensor(c.Labels(model.Outputs).Select(l => (long)l).ToArray()).MoveToOuterDisposeScope();
        velocity = [.. net.Trainable.Select(p => zeros_like(p, requires_grad: false).MoveToOuterDisposeScope())];
    }

    public override void Forward()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        net.Forward(images, training: false);
    }

    public override float Step()
    {
        using var scope = NewDisposeScope();
        TorchTensor loss = nn.functional.cross_entropy(net.Forward(images, training: true), labels);
        IList<TorchTensor> gradients = autograd.grad([loss], net.Trainable);
        using (no_grad())
        {
            for (int i = 0; i < velocity.Length; i++)
            {
                velocity[i].mul_(Momentum).add_(gradients[i]);
                net.Trainable[i].add_(velocity[i], alpha: -LearningRate);
            }
        }
        return loss.item<float>();
    }

    public override void Dispose()
    {
        net.Dispose();
        images.Dispose();
        labels.Dispose();
        foreach (TorchTensor v in velocity) v.Dispose();
    }
}
