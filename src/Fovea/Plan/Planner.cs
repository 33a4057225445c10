using Fovea.Kernels;

namespace Fovea;

/// <summary>
/// Compiles a graph: which nodes run, which share memory, how long each value lives, where it lies, which calls compute it.
/// The stages are in <c>Planner.Residual.cs</c> and <c>Planner.Sums.cs</c> (sums of residual blocks in training and in inference), <c>Planner.Masks.cs</c> (gradients of ReLUs), <c>Planner.Slices.cs</c> (concatenations that cost no call), <c>Planner.Values.cs</c> (sharing, halos, lifetimes), <c>Planner.Recompute.cs</c> (activations computed twice) and <c>Planner.Emit.cs</c> (memory and calls).
/// </summary>
internal sealed partial class Planner
{
    private readonly Graph graph;
    private readonly List<Node> live = [];
    private readonly Dictionary<Node, int> time = [];
    private readonly HashSet<Node> fed = [];
    private readonly HashSet<Node> frozen = [];
    private readonly HashSet<string> captured = [];
    private readonly Dictionary<Node, Node> fusedInto = [];
    private readonly Dictionary<Node, Clamp> clamps = [];
    private readonly Dictionary<Node, Node> foldedNorms = [];
    private readonly HashSet<Node> needsGradient = [];
    private readonly HashSet<Node> reached = [];
    private readonly Dictionary<Node, PlanValue> values = [];
    private readonly Dictionary<Node, PlanValue> gradients = [];
    private readonly HashSet<(Node, int)> sharedGradients = [];
    private readonly Node target;

    private Planner(Graph graph, PlanOptions options)
    {
        this.graph = graph;
        Options = options;
        target = options.Objective?.Target(graph) ?? graph.Output;
    }

    public PlanOptions Options { get; }

    private bool HasBackward => Options.Objective is not null
        && (Options.ParameterGradients || captured.Any(c => c.EndsWith(".grad", StringComparison.Ordinal)));

    private int ObjectiveTime => live.Count;

    public static Plan Compile(Model model, PlanOptions options)
    {
        Check(options);
        options = Apart(options);
        return LayOut(model.Graph, options with { MaxBatch = PieceImages(model.Graph, options) }).Emit(model, options);
    }

    /// <summary>Floats of the arena, without allocating it, nor any weights.</summary>
    public static long MeasureFloats(Graph graph, PlanOptions options)
    {
        Check(options);
        options = Apart(options);
        int piece = PieceImages(graph, options);
        return Arena.Place(LayOut(graph, options with { MaxBatch = piece }).Roots(), piece);
    }

    // A rule reads what its node reads and writes: nothing may be fused into anything else.
    private static PlanOptions Apart(PlanOptions options) => options.BackwardRules.Count > 0 ? options with { Optimise = false } : options;

    private static Planner LayOut(Graph graph, PlanOptions options, int segments)
    {
        var planner = new Planner(graph, options);
        planner.Select();
        planner.MarkGradients();
        planner.Fuse();
        planner.FuseResiduals();
        planner.MakeValues();
        planner.ShareMemory();
        planner.MaskReluGradients();
        planner.FindHalos();
        planner.WriteSlices();
        planner.Cut(segments);
        planner.FindLifetimes();
        return planner;
    }

    private static void Check(PlanOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatch, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads);
        ArgumentOutOfRangeException.ThrowIfNegative(options.ImagesAtOnce);
        if (options.ParameterGradients && options.Objective is null)
            throw new ArgumentException("ParameterGradients needs an Objective: gradients of what?", nameof(options));
    }

    // The nodes that the output, the objective and the captures depend on; what is fed cuts the graph.
    private void Select()
    {
        foreach (string name in Options.Feed) fed.Add(graph[name]);
        foreach (string name in Options.Frozen) frozen.Add(graph[name]);
        var wanted = new HashSet<Node> { target };
        if (Options.Objective is null) wanted.Add(graph.Output);
        foreach (string name in Options.Capture)
        {
            captured.Add(name);
            bool gradient = name.EndsWith(".grad", StringComparison.Ordinal);
            if (gradient && Options.Objective is null)
                throw new ArgumentException($"capturing {name} needs an Objective: the gradient of what?");
            wanted.Add(graph[gradient ? name[..^".grad".Length] : name]);
        }
        Options.Objective?.Check(graph);
        foreach (Node node in graph.Nodes.Reverse())
            if (wanted.Contains(node) && !fed.Contains(node)) wanted.UnionWith(node.Inputs);
        wanted.Add(graph.Input);
        foreach (Node node in graph.Nodes)
            if (wanted.Contains(node))
            {
                time[node] = live.Count;
                live.Add(node);
            }
    }

    private IEnumerable<Node> Consumers(Node node) => graph.Consumers(node).Where(c => time.ContainsKey(c) && !fed.Contains(c));

    private bool IsCaptured(Node node) => captured.Contains(node.Name) || captured.Contains(node.Name + ".grad");

    // A gradient is computed where something upstream wants it and the objective depends on it.
    private void MarkGradients()
    {
        if (!HasBackward) return;
        foreach (Node node in live)
            if (captured.Contains(node.Name + ".grad")
                || (Options.ParameterGradients && !fed.Contains(node) && !frozen.Contains(node) && node.ParameterCount > 0)
                || (!fed.Contains(node) && node.Inputs.Any(needsGradient.Contains)))
                needsGradient.Add(node);
        reached.Add(target);
        foreach (Node node in Enumerable.Reverse(live))
            if (reached.Contains(node) && !fed.Contains(node)) reached.UnionWith(node.Inputs);
        foreach (Node node in live)
            if (captured.Contains(node.Name + ".grad") && !reached.Contains(node))
                throw new ArgumentException($"{node.Name}.grad: {Options.Objective} does not depend on {node.Name}");
        needsGradient.IntersectWith(reached);
    }

    // conv → relu, bn → relu, add → relu: the ReLU runs in the last step of the op before it, and so does relu6, but for batch norm
    // on its own. In inference conv → bn is one convolution with other weights.
    private void Fuse()
    {
        if (!Options.Optimise) return;
        foreach (Node norm in live)
        {
            if (Options.Training || HasBackward || norm.Op is not BatchNorm || fed.Contains(norm)) continue;
            Node main = norm.Inputs[0];
            if (main.Op.FoldsBatchNorm && !fed.Contains(main) && !IsCaptured(main) && main != target && main != graph.Output && Consumers(main).Count() == 1)
                foldedNorms[main] = norm;
        }
        foreach (Node relu in live)
        {
            Clamp clamp = relu.Op switch { Relu => Clamp.Relu, Relu6 => Clamp.Relu6, _ => Clamp.None };
            if (clamp == Clamp.None || fed.Contains(relu)) continue;
            Node main = relu.Inputs[0];
            if (!(IsFolded(main) ? main.Inputs[0] : main).Op.Fuses(clamp) || fed.Contains(main) || IsCaptured(main) || main == target || main == graph.Output) continue;
            if (Consumers(main).Count() != 1) continue;
            clamps[main] = clamp;
            fusedInto[relu] = main;
        }
    }

    public Clamp ClampOf(Node main) => clamps.GetValueOrDefault(main);

    public Node? FoldedNorm(Node main) => foldedNorms.GetValueOrDefault(main);

    private bool IsFolded(Node norm) => norm.Op is BatchNorm && FoldedNorm(norm.Inputs[0]) == norm;

    public bool IsFrozen(Node node) => frozen.Contains(node);

    public bool NeedsGradient(Node node) => needsGradient.Contains(node);

    public bool SharesGradient(Node node, int input) => sharedGradients.Contains((node, input));
}
