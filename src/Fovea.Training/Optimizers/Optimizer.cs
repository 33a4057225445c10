using System.Text.Json.Serialization;
using Fovea.Kernels;

namespace Fovea.Training;

/// <summary>How weights move along their gradients. Formulas and defaults are PyTorch's unless a member says otherwise.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Sgd), "sgd")]
[JsonDerivedType(typeof(Adam), "adam")]
[JsonDerivedType(typeof(AdamW), "adamw")]
[JsonDerivedType(typeof(RmsProp), "rmsprop")]
public abstract record Optimizer
{
    private protected Optimizer(float learningRate) => LearningRate = learningRate;

    /// <summary>The learning rate that the schedule multiplies.</summary>
    public float LearningRate { get; init; }

    /// <summary>Pulls weights towards zero: added to the gradient, or with <see cref="AdamW"/> taken off the weight itself.</summary>
    public float WeightDecay { get; init; }

    /// <summary>Decay offsets and scales too, as PyTorch does unless it is told otherwise; by default only weights that multiply decay.</summary>
    public bool DecayAll { get; init; }

    /// <summary>All gradients are scaled down together when their common norm exceeds this; 0 never clips.</summary>
    public float ClipNorm { get; init; }

    /// <summary>Names of the state blocks, each as long as the trainable parameters.</summary>
    internal abstract IReadOnlyList<string> States { get; }

    internal abstract Call Compile(FloatBlock weights, FloatBlock gradients, FloatBlock[] states, FloatBlock control, UpdateRange[] ranges);

    /// <summary>Throws when a number makes no sense.</summary>
    internal virtual void Check()
    {
        Require(LearningRate >= 0 && float.IsFinite(LearningRate), nameof(LearningRate), LearningRate, "0 ≤ learning rate, usually 1e-4 … 1");
        Require(WeightDecay >= 0 && float.IsFinite(WeightDecay), nameof(WeightDecay), WeightDecay, "0 ≤ weight decay, usually 0 … 0.1");
        Require(ClipNorm >= 0 && float.IsFinite(ClipNorm), nameof(ClipNorm), ClipNorm, "0 (never) or the largest norm, usually 1 … 5");
    }

    private protected void Require(bool holds, string name, double value, string rule)
    {
        if (!holds) throw new ArgumentException($"{GetType().Name}.{name} is {value}\n  rule  {rule}");
    }

    private protected void RequireShare(string name, double value) => Require(value >= 0 && value < 1, name, value, $"0 ≤ {name} < 1");
}

/// <summary>Stochastic gradient descent: v = momentum·v + g; w −= rate·v, with Nesterov w −= rate·(g + momentum·v).</summary>
/// <remarks>Source: Polyak 1964; Sutskever, Martens, Dahl, Hinton, ICML 2013; PyTorch's SGD. The default momentum is 0.9, PyTorch's is 0.</remarks>
public sealed record Sgd() : Optimizer(0.05f)
{
    /// <summary>Share of the velocity that is kept from step to step; 0 is plain descent.</summary>
    public float Momentum { get; init; } = 0.9f;

    /// <summary>Look ahead along the velocity.</summary>
    public bool Nesterov { get; init; }

    internal override IReadOnlyList<string> States => Momentum == 0 ? [] : ["velocity"];

    internal override Call Compile(FloatBlock weights, FloatBlock gradients, FloatBlock[] states, FloatBlock control, UpdateRange[] ranges)
        => new SgdUpdate("sgd", weights, gradients, states.Length > 0 ? states[0] : default, control, ranges, Momentum, nesterov: Nesterov);

    internal override void Check()
    {
        base.Check();
        RequireShare(nameof(Momentum), Momentum);
        Require(!Nesterov || Momentum > 0, nameof(Momentum), Momentum, "Nesterov needs momentum > 0");
    }
}

/// <summary>Adam: rates adapted by running moments of the gradient; decay is added to the gradient.</summary>
/// <remarks>Source: Kingma, Ba, ICLR 2015.</remarks>
public sealed record Adam() : Optimizer(1e-3f)
{
    /// <summary>Decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    internal override IReadOnlyList<string> States => ["first_moment", "second_moment"];

    internal override Call Compile(FloatBlock weights, FloatBlock gradients, FloatBlock[] states, FloatBlock control, UpdateRange[] ranges)
        => new AdamUpdate("adam", weights, gradients, states[0], states[1], control, ranges, Beta1, Beta2, Epsilon);

    internal override void Check()
    {
        base.Check();
        RequireShare(nameof(Beta1), Beta1);
        RequireShare(nameof(Beta2), Beta2);
        Require(Epsilon > 0, nameof(Epsilon), Epsilon, "Epsilon > 0");
    }
}

/// <summary>Adam with decay taken off the weights instead of added to the gradients.</summary>
/// <remarks>Source: Loshchilov, Hutter, ICLR 2019.</remarks>
public sealed record AdamW : Optimizer
{
    /// <summary>AdamW with PyTorch's weight decay of 0.01.</summary>
    public AdamW() : base(1e-3f) => WeightDecay = 0.01f;

    /// <summary>Decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    internal override IReadOnlyList<string> States => ["first_moment", "second_moment"];

    internal override Call Compile(FloatBlock weights, FloatBlock gradients, FloatBlock[] states, FloatBlock control, UpdateRange[] ranges)
        => new AdamUpdate("adamw", weights, gradients, states[0], states[1], control, ranges, Beta1, Beta2, Epsilon, decoupled: true);

    internal override void Check()
    {
        base.Check();
        RequireShare(nameof(Beta1), Beta1);
        RequireShare(nameof(Beta2), Beta2);
        Require(Epsilon > 0, nameof(Epsilon), Epsilon, "Epsilon > 0");
    }
}

/// <summary>RMSprop: gradients divided by the root of their running mean square.</summary>
/// <remarks>Source: Hinton, lecture 6e, 2012; PyTorch's RMSprop without centring.</remarks>
public sealed record RmsProp() : Optimizer(1e-3f)
{
    /// <summary>Decay of the mean square.</summary>
    public double Alpha { get; init; } = 0.99;

    /// <summary>Added to the root of the mean square.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>Share of the velocity that is kept from step to step.</summary>
    public float Momentum { get; init; }

    internal override IReadOnlyList<string> States => Momentum == 0 ? ["squares"] : ["squares", "velocity"];

    internal override Call Compile(FloatBlock weights, FloatBlock gradients, FloatBlock[] states, FloatBlock control, UpdateRange[] ranges)
        => new RmsPropUpdate("rmsprop", weights, gradients, states[0], states.Length > 1 ? states[1] : default, control, ranges, Alpha, Epsilon, Momentum);

    internal override void Check()
    {
        base.Check();
        RequireShare(nameof(Alpha), Alpha);
        RequireShare(nameof(Momentum), Momentum);
        Require(Epsilon > 0, nameof(Epsilon), Epsilon, "Epsilon > 0");
    }
}
