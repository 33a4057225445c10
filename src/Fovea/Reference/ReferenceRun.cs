using System.Numerics;
using Fovea.Kernels;

namespace Fovea;

/// <summary>
/// Runs a graph with the plain reference loops in any floating-point type: slow, simple, the specification that plans are held
/// against and the double-precision side of gradient checks.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ReferenceRun<T> where T : struct, IFloatingPointIeee754<T>
{
    private readonly Dictionary<Node, T[]> activations = [];
    private readonly Dictionary<Node, T[]> gradients = [];
    private readonly Dictionary<string, T[]> parameterGradients = [];
    private readonly Dictionary<string, T[]> parameters;

    private ReferenceRun(Dictionary<string, T[]> parameters) => this.parameters = parameters;

    /// <summary>The objective's value for each image.</summary>
    public T[] Values { get; private set; } = [];

    /// <summary>The objective's value for the batch: the mean over its images (weighted, where the objective weighs them).</summary>
    public T Value { get; private set; }

    /// <summary>A node's activation, N H W C.</summary>
    public T[] Activation(Node node) => activations[node];

    /// <summary>A node's gradient, N H W C.</summary>
    public T[] Gradient(Node node) => gradients[node];

    /// <summary>A parameter's gradient in the layout of its spec.</summary>
    public T[] ParameterGradient(string name) => parameterGradients[name];

    /// <summary>A parameter's value; running statistics as the run left them.</summary>
    public T[] Parameter(string name) => parameters[name];

    /// <summary>The values of a model in another floating-point type.</summary>
    public static Dictionary<string, T[]> Copy(Parameters source)
        => source.All.ToDictionary(p => p.Name, p => Array.ConvertAll(source.Values(p).Span.ToArray(), v => T.CreateChecked(v)));

    /// <summary>One forward pass, and a backward pass when there is an objective.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="parameters">Values by name; running statistics are updated in place when training.</param>
    /// <param name="images">Batch × height × width × channels.</param>
    /// <param name="labels">A label for each image, or empty.</param>
    /// <param name="objective">What to differentiate; null for a forward pass only.</param>
    /// <param name="training">Batch statistics and dropout.</param>
    /// <param name="seed">Seed of dropout.</param>
    /// <param name="step">Number of the training step.</param>
    /// <param name="reluRule">The gradient rule of ReLU.</param>
    public static ReferenceRun<T> Execute(Graph graph, Dictionary<string, T[]> parameters, T[] images, ReadOnlySpan<int> labels,
        Objective? objective = null, bool training = false, ulong seed = 0, long step = 0, ReluRule reluRule = ReluRule.Standard)
    {
        var run = new ReferenceRun<T>(parameters);
        int batch = (int)(images.Length / graph.Input.Shape.Count);
        var stages = new Dictionary<Node, ReferenceStage<T>>();
        run.activations[graph.Input] = images;
        foreach (Node node in graph.Nodes.Skip(1))
        {
            var stage = new ReferenceStage<T>
            {
                Node = node,
                Batch = batch,
                Training = training,
                Seed = seed,
                StepIndex = step,
                Rule = node.Op is Relu ? reluRule : ReluRule.Standard,
                Inputs = [.. node.Inputs.Select(i => run.activations[i])],
                Output = new T[batch * node.Shape.Count],
                Parameters = node.Parameters.ToDictionary(p => p.Suffix, p => parameters[node.ParameterName(p)]),
                ParameterGradients = node.Parameters.Where(p => p.IsTrainable).ToDictionary(p => p.Suffix, p => new T[p.Shape.Count]),
            };
            node.Op.Reference(stage);
            run.activations[node] = stage.Output;
            stages[node] = stage;
        }
        if (objective is not null) run.Backward(graph, stages, objective, batch, labels);
        return run;
    }

    private void Backward(Graph graph, Dictionary<Node, ReferenceStage<T>> stages, Objective objective, int batch, ReadOnlySpan<int> labels)
    {
        foreach (Node node in graph.Nodes) gradients[node] = new T[batch * node.Shape.Count];
        Node target = objective.Target(graph);
        Values = new T[batch];
        objective.Reference<T>(target.Shape, batch, activations[target], labels, Values, gradients[target]);
        double weight = 0;
        for (int n = 0; n < batch; n++) weight += objective.Weight(labels.IsEmpty ? 0 : labels[n]);
        Value = Values.Aggregate(T.Zero, (a, b) => a + b) / T.CreateChecked(weight);
        foreach (Node node in graph.Nodes.Skip(1).Reverse())
        {
            ReferenceStage<T> stage = stages[node];
            stage.OutputGradient = gradients[node];
            stage.InputGradients = [.. node.Inputs.Select(i => gradients[i])];
            node.Op.ReferenceBackward(stage);
            foreach (ParameterSpec p in node.Parameters.Where(p => p.IsTrainable))
                parameterGradients[node.ParameterName(p)] = stage.ParameterGradients[p.Suffix];
        }
    }
}
