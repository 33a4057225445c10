using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using TorchTensor = TorchSharp.torch.Tensor;

namespace Fovea.Bench;

/// <summary>
/// A model's graph in libtorch: one functional call a node, no module objects, the same weights. A value is let go after its last
/// reader, as Python's counting of references does; what the backward pass needs libtorch keeps by itself.
/// </summary>
internal sealed class TorchNet : IDisposable
{
    private readonly Graph graph;
    private readonly Dictionary<string, TorchTensor> values = [];
    private readonly Node[][] lastReads;

    public TorchNet(Model model, bool channelsLast)
    {
        graph = model.Graph;
        lastReads = [.. graph.Nodes.Select(node => node.Inputs.Where(i => i != graph.Input && graph.Consumers(i).All(c => c.Index <= node.Index)).Distinct().ToArray())];
        using var scope = NewDisposeScope();
        foreach (Parameter p in model.Parameters.All)
        {
            float[] numbers = ParameterLayout.ToFile(p, model.Parameters.Values(p).Span);
            TorchTensor value = Layout(tensor(numbers, ParameterLayout.FileShape(p.Spec)), channelsLast);
            if (p.Spec.IsTrainable) Trainable.Add(value.requires_grad_(true));
            values.Add(p.Name, value.MoveToOuterDisposeScope());
        }
    }

    /// <summary>The weights, in the order of the graph.</summary>
    public List<TorchTensor> Trainable { get; } = [];

    /// <summary>The logits.</summary>
    public TorchTensor Forward(TorchTensor images, bool training)
    {
        var outputs = new TorchTensor[graph.Nodes.Count];
        foreach (Node node in graph.Nodes)
        {
            outputs[node.Index] = node.Inputs.Count == 0 ? images : Apply(node, [.. node.Inputs.Select(i => outputs[i.Index])], training);
            foreach (Node input in lastReads[node.Index])
                if (!ReferenceEquals(outputs[input.Index], outputs[node.Index])) outputs[input.Index].Dispose();
        }
        return outputs[graph.Output.Index];
    }

    public void Dispose()
    {
        foreach (TorchTensor t in values.Values) t.Dispose();
    }

    private TorchTensor Apply(Node node, TorchTensor[] x, bool training)
    {
        switch (node.Op)
        {
            case Conv2d op:
                Kernels.ConvGeometry g = op.Geometry(node.Inputs[0].Shape);
                return F.conv2d(x[0], Value(node, "weight")!, Value(node, "bias"), [g.StrideH, g.StrideW], [g.PadTop, g.PadLeft], [g.DilationH, g.DilationW], g.Groups);
            case Dense:
                return F.linear(x[0], Value(node, "weight")!, Value(node, "bias"));
            case BatchNorm op:
                return F.batch_norm(x[0], Value(node, "running_mean")!, Value(node, "running_var")!, Value(node, "weight"), Value(node, "bias"), training, op.Momentum, op.Epsilon);
            case Relu:
                return x[0].relu_(); // nothing here reads what comes before a ReLU again
            case MaxPool op:
                return F.max_pool2d(x[0], op.KernelHeight, op.StrideHeight);
            case GlobalAveragePool:
                return x[0].mean([2, 3]);
            case Flatten:
                return x[0].flatten(1);
            case Add:
                return x[0].add_(x[1]); // the first branch ends in a batch norm, which does not need its output again
            default:
                throw new ArgumentException($"the benchmark has no libtorch call for {node}");
        }
    }

    private TorchTensor? Value(Node node, string suffix) => values.GetValueOrDefault($"{node.Name}.{suffix}");

    /// <summary>A case's images in a layout.</summary>
    public static TorchTensor Images(NetCase c, Shape shape, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        TorchTensor nhwc = tensor(c.Images(shape), c.Batch, shape.Height, shape.Width, shape.Channels);
        return Layout(nhwc.permute(0, 3, 1, 2), channelsLast).MoveToOuterDisposeScope();
    }

    /// <summary>TorchSharp has no memory_format: a channels-last tensor is an N H W C one, permuted.</summary>
    public static TorchTensor Layout(TorchTensor t, bool channelsLast)
        => channelsLast && t.dim() == 4 ? t.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).detach() : t.contiguous();
}
