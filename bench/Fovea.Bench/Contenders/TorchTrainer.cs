using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace Fovea.Bench;

/// <summary>libtorch's training step, in its default layout or channels-last.</summary>
internal sealed class TorchTrainer : Trainer
{
    private readonly TorchNet net;
    private readonly TorchTensor images, labels;
    private readonly TorchTensor[] velocity;

    public TorchTrainer(NetCase c, Model model, bool channelsLast, int threads)
        : base(channelsLast ? "libtorch channels-last" : "libtorch default")
    {
        set_num_threads(threads);
        net = new TorchNet(model, channelsLast);
        images = TorchNet.Images(c, model.Graph.Input.Shape, channelsLast);
        labels = tensor(c.Labels(model.Outputs).Select(l => (long)l).ToArray());
        velocity = [.. net.Trainable.Select(p => zeros_like(p, requires_grad: false))];
    }

    public override float Step()
    {
        using var scope = NewDisposeScope();
        TorchTensor logits = net.Forward(images, training: true), loss = nn.functional.cross_entropy(logits, labels);
        logits.Dispose();
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
