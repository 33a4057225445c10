using System.Text.Json.Serialization;

namespace Fovea.Training;

/// <summary>
/// How the learning rate changes over a run: a factor that depends on the step and the number of steps alone, so that a resumed run
/// needs no state. Every schedule may begin with a linear warm-up.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Constant), "constant")]
[JsonDerivedType(typeof(StepDecay), "step")]
[JsonDerivedType(typeof(Cosine), "cosine")]
[JsonDerivedType(typeof(OneCycle), "onecycle")]
[JsonDerivedType(typeof(Sweep), "sweep")]
public abstract record Schedule
{
    private protected Schedule(double warmUp) => WarmUp = warmUp;

    /// <summary>Share of all steps, 0 … 1, in which the rate rises linearly to its full value.</summary>
    public double WarmUp { get; init; }

    /// <summary>The factor of the learning rate.</summary>
    /// <param name="step">0 … totalSteps − 1.</param>
    /// <param name="totalSteps">Steps of the whole run.</param>
    public double At(long step, long totalSteps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(totalSteps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, totalSteps);
        long rising = (long)Math.Round(WarmUp * totalSteps);
        return step < rising
            ? WarmUpStart + (1 - WarmUpStart) * (step + 1) / rising
            : AfterWarmUp((double)(step - rising) / Math.Max(1, totalSteps - rising));
    }

    /// <summary>The factor that a warm-up rises from.</summary>
    private protected virtual double WarmUpStart => 0;

    /// <summary>The factor at a share of the steps after warm-up, 0 ≤ t &lt; 1.</summary>
    private protected abstract double AfterWarmUp(double t);

    /// <summary>Throws when a number makes no sense.</summary>
    internal virtual void Check() => Require(WarmUp >= 0 && WarmUp <= 1, nameof(WarmUp), $"{WarmUp}", "a share of the steps, 0 … 1");

    private protected void Require(bool holds, string name, string value, string rule)
    {
        if (!holds) throw new ArgumentException($"{GetType().Name}.{name} is {value}\n  rule  {rule}");
    }
}

/// <summary>The same rate all along.</summary>
public sealed record Constant() : Schedule(0)
{
    private protected override double AfterWarmUp(double t) => 1;
}

/// <summary>The rate falls by a factor at given points.</summary>
/// <remarks>Source: He, Zhang, Ren, Sun 2015, section 4.2: a tenth at one half and again at three quarters of the run.</remarks>
public sealed record StepDecay() : Schedule(0)
{
    /// <summary>What the rate is multiplied with at each point.</summary>
    public double Factor { get; init; } = 0.1;

    /// <summary>The points, as shares of the steps after warm-up.</summary>
    public IReadOnlyList<double> Points { get; init; } = [0.5, 0.75];

    /// <inheritdoc/>
    public bool Equals(StepDecay? other) => other is not null && WarmUp == other.WarmUp && Factor == other.Factor && Points.SequenceEqual(other.Points);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(WarmUp, Factor, Points.Count);

    internal override void Check()
    {
        base.Check();
        Require(Factor > 0 && Factor <= 1, nameof(Factor), $"{Factor}", "0 < factor ≤ 1");
        Require(Points.All(p => p is > 0 and < 1), nameof(Points), string.Join(", ", Points), "shares of the steps, between 0 and 1");
    }

    private protected override double AfterWarmUp(double t)
    {
        double factor = 1;
        for (int i = 0; i < Points.Count; i++)
            if (t >= Points[i]) factor *= Factor;
        return factor;
    }
}

/// <summary>The rate falls along half a cosine.</summary>
/// <remarks>Formula: <c>end + (1 − end)·(1 + cos πt)/2</c>. Source: Loshchilov, Hutter, "SGDR", ICLR 2017, without restarts.</remarks>
public sealed record Cosine() : Schedule(0)
{
    /// <summary>The factor at the end.</summary>
    public double End { get; init; }

    internal override void Check()
    {
        base.Check();
        Require(End >= 0 && End <= 1, nameof(End), $"{End}", "0 ≤ end ≤ 1");
    }

    private protected override double AfterWarmUp(double t) => End + (1 - End) * (1 + Math.Cos(Math.PI * t)) / 2;
}

/// <summary>The rate rises to its full value over the first 30 % and then falls along half a cosine to almost nothing.</summary>
/// <remarks>Source: Smith, Topin 2017; factors as in PyTorch's OneCycleLR, with a linear rise.</remarks>
public sealed record OneCycle() : Schedule(0.3)
{
    /// <summary>The factor at the beginning.</summary>
    public double Start { get; init; } = 1.0 / 25;

    /// <summary>The factor at the end.</summary>
    public double End { get; init; } = 1.0 / 250_000;

    internal override void Check()
    {
        base.Check();
        Require(Start >= 0 && Start <= 1, nameof(Start), $"{Start}", "0 ≤ start ≤ 1");
        Require(End >= 0 && End <= 1, nameof(End), $"{End}", "0 ≤ end ≤ 1");
    }

    private protected override double WarmUpStart => Start;

    private protected override double AfterWarmUp(double t) => End + (1 - End) * (1 + Math.Cos(Math.PI * t)) / 2;
}

/// <summary>The rate rises by the same factor each step, from almost nothing to its full value: to find out which rates are sound.</summary>
/// <remarks>Formula: <c>start^(1 − t)</c>. Source: Smith, "Cyclical learning rates for training neural networks", WACV 2017, section 3.3; exponential as in fast.ai.</remarks>
public sealed record Sweep() : Schedule(0)
{
    /// <summary>The factor at the beginning.</summary>
    public double Start { get; init; } = 1e-6;

    internal override void Check()
    {
        base.Check();
        Require(Start > 0 && Start <= 1, nameof(Start), $"{Start}", "0 < start ≤ 1");
    }

    private protected override double AfterWarmUp(double t) => Math.Pow(Start, 1 - t);
}
