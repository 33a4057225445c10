using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using TorchTensor = TorchSharp.torch.Tensor;

namespace Fovea.Bench;

/// <summary>
/// A model's graph in libtorch: one functional call a node, prepared once, no module objects, the same weights. A value is let go after
/// its last reader, as Python's counting of references does; what the backward pass needs libtorch keeps by itself.
/// </summary>
internal sealed class TorchNet : IDisposable
{
    private readonly Graph graph;
    private readonly Dictionary<string, TorchTensor> parameters = [];
    private readonly Func<bool, TorchTensor>[] calls;
    private readonly int[][] lastReads;
    private readonly TorchTensor[] values;

    public TorchNet(Model model, bool channelsLast)
    {
        graph = model.Graph;
        using (NewDisposeScope())
        {
            foreach (Parameter p in model.Parameters.All)
            {
                float[] numbers = ParameterLayout.ToFile(p, model.Parameters.Values(p).Span);
                TorchTensor value = Layout(tensor(numbers, ParameterLayout.FileShape(p.Spec)), channelsLast);
                if (p.Spec.IsTrainable) Trainable.Add(value.requires_grad_(true));
                parameters.Add(p.Name, value.MoveToOuterDisposeScope());
            }
        }
        values = new TorchTensor[graph.Nodes.Count];
        calls = [.. graph.Nodes.Where(n => n.Inputs.Count > 0).Select(Prepare)];
        lastReads = [.. graph.Nodes.Where(n => n.Inputs.Count > 0).Select(LastReads)];
    }

    /// <summary>The weights, in the order of the graph.</summary>
    public List<TorchTensor> Trainable { get; } = [];

    /// <summary>The logits.</summary>
    public TorchTensor Forward(TorchTensor images, bool training)
    {
        values[0] = images;
        for (int i = 0; i < calls.Length; i++)
        {
            TorchTensor value = values[i + 1] = calls[i](training);
            foreach (int read in lastReads[i])
                if (!ReferenceEquals(values[read], value)) values[read].Dispose();
        }
        return values[graph.Output.Index];
    }

    public void Dispose()
    {
        foreach (TorchTensor t in parameters.Values) t.Dispose();
    }

    private Func<bool, TorchTensor> Prepare(Node node)
    {
        int x = node.Inputs[0].Index;
        TorchTensor? weight = Parameter(node, "weight"), bias = Parameter(node, "bias");
        switch (node.Op)
        {
            case Conv2d op:
                Kernels.ConvGeometry g = op.Geometry(node.Inputs[0].Shape);
                long[] stride = [g.StrideH, g.StrideW], padding = [g.PadTop, g.PadLeft], dilation = [g.DilationH, g.DilationW];
                return _ => F.conv2d(values[x], weight!, bias, stride, padding, dilation, g.Groups);
            case Dense:
                return _ => F.linear(values[x], weight!, bias);
            case BatchNorm op:
                TorchTensor mean = Parameter(node, "running_mean")!, variance = Parameter(node, "running_var")!;
                return training => F.batch_norm(values[x], mean, variance, weight, bias, training, op.Momentum, op.Epsilon);
            case Relu:
                return _ => values[x].relu_(); // nothing here reads what comes before a ReLU again
            case MaxPool op:
                return _ => F.max_pool2d(values[x], op.KernelHeight, op.StrideHeight);
            case GlobalAveragePool:
                long[] pixels = [2, 3];
                return _ => values[x].mean(pixels);
            case Flatten:
                return _ => values[x].flatten(1);
            case Add:
                int y = node.Inputs[1].Index;
                return _ => values[x].add_(values[y]); // the first branch ends in a batch norm, which does not need its output again
            default:
                throw new ArgumentException($"the benchmark has no libtorch call for {node}");
        }
    }

    private int[] LastReads(Node node) => [.. node.Inputs.Distinct()
        .Where(i => i != graph.Input && graph.Consumers(i).All(c => c.Index <= node.Index)).Select(i => i.Index)];

    private TorchTensor? Parameter(Node node, string suffix) => parameters.GetValueOrDefault($"{node.Name}.{suffix}");

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
