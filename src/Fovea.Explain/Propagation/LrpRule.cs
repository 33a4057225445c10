namespace Fovea.Explain;

/// <summary>
/// How a linear neuron shares its relevance R among its inputs. With contributions <c>c[i] = a[i]·w[i]</c>, <c>z⁺</c> the sum of the positive ones
/// and <c>z⁻</c> of the negative ones, the bias in the sum of its sign, every rule says what a positive and a negative contribution get for each unit:
/// <c>R[i] = c[i]·(c[i] &gt; 0 ? up : down)</c>.
/// </summary>
public abstract record LrpRule
{
    /// <summary>Added to divisors, with their sign, so that none is 0.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>What a unit of positive and of negative contribution gets.</summary>
    /// <param name="positive">z⁺.</param>
    /// <param name="negative">z⁻.</param>
    /// <param name="relevance">R of the neuron.</param>
    public abstract (double Up, double Down) Share(double positive, double negative, double relevance);

    /// <summary>Throws when its numbers make no sense.</summary>
    internal virtual void Check()
    {
        if (!(Epsilon >= 0) || !double.IsFinite(Epsilon)) throw new ArgumentException($"LRP with ε = {Epsilon}: ε is at least 0");
    }

    /// <summary>R / z, with ε; 0 where that is 0 / 0.</summary>
    private protected double Divide(double relevance, double z)
    {
        double divisor = z + (z < 0 ? -Epsilon : Epsilon);
        return divisor == 0 ? 0 : relevance / divisor;
    }
}

/// <summary>LRP-ε, and LRP-0 where ε is 0.</summary>
/// <remarks>Formula: <c>R[i] = Σ_j c[i,j]·R[j] / (z[j] + ε·sign z[j])</c>. Source: Bach et al. 2015, equation 58.</remarks>
public sealed record LrpEpsilon : LrpRule
{
    /// <inheritdoc/>
    public override (double Up, double Down) Share(double positive, double negative, double relevance)
    {
        double share = Divide(relevance, positive + negative);
        return (share, share);
    }

    /// <inheritdoc/>
    public override string ToString() => "ε";
}

/// <summary>LRP-γ: contributions of the neuron's own sign count 1 + γ times.</summary>
/// <remarks>
/// Formula: where <c>z &gt; 0</c>, <c>R[i] = Σ_j (c + γ·c⁺)·R[j] / (z + γ·z⁺)</c>; where it is negative the same with c⁻ and z⁻.
/// Source: Montavon, Binder, Lapuschkin, Samek, Müller, "Layer-wise relevance propagation: an overview", 2019; for inputs of both signs as Andéol et al. 2023.
/// </remarks>
/// <param name="Gamma">γ.</param>
public sealed record LrpGamma(double Gamma = 0.25) : LrpRule
{
    /// <inheritdoc/>
    public override (double Up, double Down) Share(double positive, double negative, double relevance)
    {
        double z = positive + negative;
        double share = Divide(relevance, z + Gamma * (z < 0 ? negative : positive));
        return z < 0 ? (share, (1 + Gamma) * share) : ((1 + Gamma) * share, share);
    }

    /// <inheritdoc/>
    public override string ToString() => $"γ = {Gamma}";
}

/// <summary>LRP-αβ: positive contributions share α·R, negative ones take −β·R of it back.</summary>
/// <remarks>
/// Formula: <c>R[i] = Σ_j (α·c⁺/z⁺ − β·c⁻/z⁻)·R[j]</c>, <c>α − β = 1</c>. Where a neuron has contributions of one sign only, they share R, so that none is lost.
/// Source: Bach et al. 2015, equation 60. α = 1, β = 0 is the z⁺ rule (Montavon et al., "Deep Taylor decomposition", 2017).
/// </remarks>
/// <param name="Alpha">α.</param>
/// <param name="Beta">β.</param>
public sealed record LrpAlphaBeta(double Alpha = 2, double Beta = 1) : LrpRule
{
    /// <summary>The z⁺ rule.</summary>
    public static LrpAlphaBeta ZPlus { get; } = new(1, 0);

    internal override void Check()
    {
        base.Check();
        if (!(Math.Abs(Alpha - Beta - 1) <= 1e-9)) throw new ArgumentException($"LRP-αβ with α = {Alpha}, β = {Beta}: relevance is conserved where α − β = 1");
    }

    /// <inheritdoc/>
    public override (double Up, double Down) Share(double positive, double negative, double relevance)
    {
        if (negative == 0) return (Divide(relevance, positive), 0);
        if (positive == 0) return (0, Divide(relevance, negative));
        return (Divide(Alpha * relevance, positive), -Divide(Beta * relevance, negative));
    }

    /// <inheritdoc/>
    public override string ToString() => Beta == 0 ? "z⁺" : $"α = {Alpha}, β = {Beta}";
}
