using Fovea.Kernels;

namespace Fovea;

/// <summary>What an op sees while it emits its calls: its memory, its parameters, and where the calls go.</summary>
internal sealed partial class Stage(Planner planner, Node node, bool backward, bool again = false)
{
    private int scratchSlot;

    public Node Node { get; } = node;

    /// <summary>What calls are named after.</summary>
    public string Name { get; } = again ? $"{node.Name} again" : node.Name;

    /// <summary>The forward pass is compiled a second time, for the backward pass: what the first has kept or changed besides the output stays.</summary>
    public bool Again => again;

    public PlanOptions Options => planner.Options;

    /// <summary>The op behaves as in training: not where it is frozen.</summary>
    public bool Training => planner.Options.Training && !planner.IsFrozen(Node);

    public int MaxBatch => planner.Options.MaxBatch;

    /// <summary>Most workers that will run the calls.</summary>
    public int Workers => planner.Options.Threads == 0 ? Environment.ProcessorCount : planner.Options.Threads;

    public KernelVariant Variant => planner.Options.Variant;

    /// <summary>The ReLU that runs in the last step of this op (its output is the ReLU's output).</summary>
    public Clamp Clamp => planner.ClampOf(planner.LastStep(Node));

    /// <summary>The output's memory holds the other term of a sum: this op adds to it, before the clamp.</summary>
    public bool AddsToOutput => planner.AddsToOutput(Node);

    /// <summary>A ReLU runs in the last step of this op.</summary>
    public bool IsClamped => Clamp != Clamp.None;

    /// <summary>The batch norm behind this op that its weights take over, or null.</summary>
    public Node? FoldedNorm => planner.FoldedNorm(Node);

    /// <summary>The parameters of <see cref="FoldedNorm"/>.</summary>
    public BatchNormParameters? NormParameters => FoldedNorm is { Op: BatchNorm norm } node ? norm.Values(suffix => planner.Parameter(node, suffix)) : null;

    /// <summary>The output's gradient still has to be masked by the sign of the output.</summary>
    public bool MaskGradient => IsClamped && Node.Op.FoldsReluMask;

    /// <summary>The gradient of the only input has to be masked by the sign of that input: a ReLU's output.</summary>
    public bool MasksInput => planner.MasksInput(Node);

    public int Inputs => Node.Inputs.Count;

    public Shape InputShape(int i) => Node.Inputs[i].Shape;

    public Maps Input(int i) => planner.Maps(Node.Inputs[i]);

    public Maps Output => planner.Maps(Node);

    /// <summary>True when the convolution before has written this input of a concatenation where it belongs.</summary>
    public bool IsSlice(int i) => planner.IsSlice(Node, i);

    public Maps OutputGradient => planner.GradientMaps(Node);

    public bool NeedsInputGradient(int i) => planner.NeedsGradient(Node.Inputs[i]);

    public Maps InputGradient(int i) => planner.GradientMaps(Node.Inputs[i]);

    /// <summary>True when the gradient of that input already is the output's gradient, so that nothing has to be done.</summary>
    public bool SharesGradient(int i) => planner.SharesGradient(Node, i);

    /// <summary>True when an earlier call has written this gradient, so that this op adds to it. Asking counts as writing.</summary>
    public bool Accumulate(int i) => planner.BeginGradient(Node.Inputs[i]);

    public FloatBlock Parameter(string suffix) => planner.Parameter(Node, suffix);

    /// <summary>The bias; does not exist when the op has none.</summary>
    public FloatBlock Bias => HasBias ? Parameter("bias") : default;

    /// <summary>The gradient of the bias; does not exist when the op has none or nobody wants it.</summary>
    public FloatBlock BiasGradient => HasBias ? ParameterGradient("bias") : default;

    private bool HasBias => Node.Parameters.Any(p => p.Suffix == "bias");

    /// <summary>The gradient of a parameter; does not exist when nobody wants it.</summary>
    public FloatBlock ParameterGradient(string suffix) => planner.ParameterGradient(Node, suffix);

    /// <summary>Memory for this op's calls only.</summary>
    public FloatBlock Scratch(long floats) => planner.Scratch(scratchSlot++, floats);

    /// <summary>Memory that belongs to this node for the life of the plan; the same name gives the same memory.</summary>
    public FloatBlock Keep(string name, long floats) => planner.Keep(Node, name, floats);

    /// <summary>
    /// Memory for weights in the order a kernel reads them. Where weights change with every step it is scratch, packed just before it is read:
    /// kept for all layers it would be four times the weights, twice.
    /// </summary>
    public FloatBlock Packed(string name, long floats) => Options.ParameterGradients ? Scratch(floats) : Keep(name, floats);

    /// <summary>Adds the call that fills <see cref="Packed"/> memory.</summary>
    public void Pack(Call call)
    {
        if (Options.ParameterGradients) Emit(call);
        else Prepare(call);
    }

    public ReluRule ReluRule => planner.ReluRuleOf(Node);

    public uint RandomStream => CounterRandom.Stream(Node.Name);

    /// <summary>Adds a call to the pass that is being compiled.</summary>
    public void Emit(Call call)
    {
        chosen?.Calls.Add(call);
        if (backward) planner.EmitBackward(call);
        else planner.EmitForward(call);
    }

    /// <summary>Adds a call that runs only when parameters have changed: packing weights.</summary>
    public void Prepare(Call call)
    {
        if (!again) planner.EmitPrepare(call);
    }
}
