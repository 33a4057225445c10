using Fovea.Kernels;

namespace Fovea;

/// <summary>Gives values memory and lets every op emit its calls.</summary>
internal sealed partial class Planner
{
    private readonly List<Call> prepare = [];
    private readonly List<Call> forward = [];
    private readonly List<Call> backward = [];
    private readonly List<ChosenAlgorithm> chosen = [];
    private readonly List<NativeBuffer> owned = [];
    private readonly Dictionary<int, List<FloatBlock>> scratch = [];
    private readonly Dictionary<(Node, string), FloatBlock> kept = [];
    private readonly HashSet<PlanValue> written = [];
    private readonly HashSet<PlanValue> cleared = [];
    private FloatBlock parameterGradients;
    private Parameters parameters = null!;

    // Options hold the images of a piece, the whole options those of a run.
    private Plan Emit(Model model, PlanOptions whole)
    {
        parameters = model.Parameters;
        var arena = new NativeBuffer(Arena.Place(Roots(), Options.MaxBatch));
        owned.Add(arena);
        foreach (PlanValue value in values.Values.Concat(gradients.Values).Concat(again.Values).Where(v => v.IsUsed))
        {
            if (value.Root.Host is null)
                value.Maps = new Maps(arena, value.Root.Offset, Options.MaxBatch, value.Shape.Height, value.Shape.Width, value.Shape.Channels, value.Root.Halo);
        }
        foreach (PlanValue value in values.Values.Where(v => v.IsUsed && v.Root.Host is not null))
            value.Maps = value.Root.Host!.Maps.Slice(value.Root.HostChannel, value.Shape.Channels);
        if (Options.ParameterGradients)
        {
            parameterGradients = New(parameters.TrainableLength);
        }

        foreach (Node node in live)
            if (HasCalls(node)) EmitForward(node);
        int forwardCalls = forward.Count;
        List<PlanLine> listing = Listing();

        var losses = new NativeBuffer(whole.MaxBatch);
        owned.Add(losses);
        var labels = new NativeBuffer(whole.MaxBatch);
        owned.Add(labels);
        if (Options.Objective is { } objective)
        {
            Maps gradient = needsGradient.Contains(target) ? ClearedGradient(target) : default;
            objective.Compile(new ObjectiveStage(values[target].Maps, gradient, new FloatBlock(losses, 0, losses.Length),
                new FloatBlock(labels, 0, labels.Length), forward.Add, a => Constant(a), NewTarget));
            if (gradient.Exists) written.Add(gradients[target]);
        }
        UseAgain();
        foreach (Node node in Enumerable.Reverse(live))
        {
            EmitAgain(node);
            if (gradients.ContainsKey(node) && node.Inputs.Count > 0 && !fed.Contains(node)) EmitBackward(node, model);
        }

        return new Plan(model, whole, new PlanParts
        {
            PieceImages = Options.MaxBatch,
            Prepare = [.. prepare],
            Calls = [.. forward, .. backward],
            ForwardCalls = forwardCalls,
            Chosen = chosen,
            Owned = owned,
            ArenaFloats = arena.Length,
            Losses = losses,
            Labels = labels,
            ParameterGradients = parameterGradients,
            Values = values.Where(p => p.Value.IsUsed).ToDictionary(p => p.Key.Name, p => p.Value.Maps),
            Readable = Readable(),
            Fed = [.. fed.Select(n => n.Name)],
            Listing = listing,
        });
    }

    private PlanValue[] Roots() => [.. values.Values.Concat(gradients.Values).Concat(again.Values).Where(v => v.IsUsed && v.Root.Host is null).Select(v => v.Root).Distinct()];

    private bool HasCalls(Node node) => node.Inputs.Count > 0 && !fed.Contains(node) && RunsIn(node) == node && ResidualSum(node) is null;

    private void EmitForward(Node node, bool again = false)
    {
        if (node.Op.Sharing(Options.Training) == Sharing.View && values[node].Root == values[node.Inputs[0]].Root) return;
        ClearHalo(values[node], again ? backward : forward);
        Node main = residualNorms.GetValueOrDefault(node) ?? node;
        main.Op.Compile(new Stage(this, main, backward: again, again));
    }

    private void EmitBackward(Node node, Model model)
    {
        if (!written.Contains(gradients[node]) || ResidualSum(node) is not null) return;
        bool folded = FoldsMask(node) || masks.ContainsKey(node);
        Node? norm = NormBackward(node);
        if (!folded)
        {
            foreach (Node input in norm is null ? node.Inputs : [.. node.Inputs, norm.Inputs[0]])
                if (input != norm && needsGradient.Contains(input)) ClearHalo(gradients[input], backward);
            Node main = norm ?? node;
            if (!TryEmitRule(main, model)) main.Op.CompileBackward(new Stage(this, main, backward: true));
        }
        if (folded && gradients.TryGetValue(node.Inputs[0], out PlanValue? inner)) written.Add(inner);
        for (int i = 0; i < node.Inputs.Count; i++)
            if (sharedGradients.Contains((node, i))) written.Add(gradients[node.Inputs[i]]);
    }

    private Maps ClearedGradient(Node node)
    {
        ClearHalo(gradients[node], forward);
        return gradients[node].Maps;
    }

    // Memory starts as zero; a border has to be zeroed again only where other values have used the same memory.
    private void ClearHalo(PlanValue value, List<Call> calls)
    {
        PlanValue root = value.Root;
        if (!root.Halo.IsEmpty && root.Overlapped && cleared.Add(root)) calls.Add(new ZeroHalo($"{value.Name} zero border", value.Maps));
    }

    public Maps Maps(Node node) => values[node].Maps;

    public Maps GradientMaps(Node node) => gradients.TryGetValue(node, out PlanValue? v) ? v.Maps : default;

    public bool BeginGradient(Node node) => !written.Add(gradients[node]);

    public FloatBlock Parameter(Node node, string suffix) => parameters.Values(parameters.Find($"{node.Name}.{suffix}"));

    public FloatBlock ParameterGradient(Node node, string suffix)
    {
        Parameter p = parameters.Find($"{node.Name}.{suffix}");
        return parameterGradients.Exists && !frozen.Contains(node) ? parameterGradients.Slice(p.Offset, p.Count) : default;
    }

    // Scratch of one op is dead when the next op runs, so ops share it, slot by slot.
    public FloatBlock Scratch(int slot, long floats)
    {
        if (!scratch.TryGetValue(slot, out List<FloatBlock>? blocks)) scratch.Add(slot, blocks = []);
        foreach (FloatBlock b in blocks)
            if (b.Length >= floats) return b.Slice(0, floats);
        blocks.Add(New(floats));
        return blocks[^1];
    }

    public FloatBlock Keep(Node node, string name, long floats)
    {
        if (!kept.TryGetValue((node, name), out FloatBlock block)) kept[(node, name)] = block = New(floats);
        return block;
    }

    public FloatBlock Constant(ReadOnlySpan<float> numbers)
    {
        if (numbers.IsEmpty) return default;
        FloatBlock block = New(numbers.Length);
        numbers.CopyTo(block.Span);
        return block;
    }

    private FloatBlock New(long floats)
    {
        var buffer = new NativeBuffer(floats);
        owned.Add(buffer);
        return new FloatBlock(buffer, 0, floats);
    }

    private Maps NewTarget()
    {
        Shape shape = target.Shape;
        var buffer = new NativeBuffer(shape.Count * Options.MaxBatch);
        owned.Add(buffer);
        return new Maps(buffer, 0, Options.MaxBatch, shape.Height, shape.Width, shape.Channels);
    }

    public void EmitForward(Call call) => forward.Add(call);

    public void EmitBackward(Call call) => backward.Add(call);

    public void EmitPrepare(Call call) => prepare.Add(call);

    public void EmitChosen(ChosenAlgorithm algorithm) => chosen.Add(algorithm);

    private Dictionary<string, Maps> Readable()
    {
        var readable = new Dictionary<string, Maps>();
        foreach (Node node in live)
        {
            if (captured.Contains(node.Name) || node == graph.Output || node == graph.Input) readable[node.Name] = values[node].Maps;
            if (captured.Contains(node.Name + ".grad")) readable[node.Name + ".grad"] = gradients[node].Maps;
        }
        return readable;
    }

    private List<PlanLine> Listing() => [.. live.Select(n => new PlanLine(n.Name, n.Op.ToString(), n.Shape,
        Note(n), values[n].Owner.Offset, values[n].Root.First, values[n].Root.Last, values[n].Root.Halo, AgainNote(n)))];

    private string Note(Node node)
    {
        if (fed.Contains(node)) return "fed";
        if (RunsIn(node) != node) return $"in {RunsIn(node).Name}";
        if (ResidualSum(node) is { } sum) return $"in {sum.Name}";
        if (residuals.TryGetValue(node, out var residual)) return $"+= {residual.Shortcut.Name}";
        if (values[node].Root.Host is { } host) return $"channels of {host.Name}";
        return node.Inputs.Count > 0 && values[node].Root == values[node.Inputs[0]].Root ? "in place" : "";
    }
}
