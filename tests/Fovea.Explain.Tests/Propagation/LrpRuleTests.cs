namespace Fovea.Explain.Tests;

/// <summary>Rules on one neuron, by hand: x = (1, 2, 1), w = (3, −1, 2): c = (3, −2, 2), z = 3, z⁺ = 5, z⁻ = −2.</summary>
public sealed class LrpRuleTests
{
    private static float[] Map(LrpComposite composite)
    {
        using Model plain = Model.Parse("1x3x1 | flatten | dense 1 nobias");
        using Model model = plain.With(new Preprocessing(ResizeRule.Exact, [0.5f], [0.25f]));
        Small.Set(model, "dense1.weight", 3, -1, 2);
        using var image = new Tensor(Shape.Image(1, 3, 1), [1, 2, 1]);
        return [.. model.Explain(image, new Lrp(composite), Objective.Logit(0))[0].Map];
    }

    private static LrpComposite All(LrpRule rule, LrpFirst first = LrpFirst.Same) => new("test", rule with { Epsilon = 0 }, rule with { Epsilon = 0 }, first);

    [Fact]
    public void Epsilon_shares_in_proportion()
    {
        Small.Close([3, -2, 2], Map(All(new LrpEpsilon())), 1e-6);
        Small.Close([1.5, -1, 1], Map(LrpComposite.Uniform("test", new LrpEpsilon { Epsilon = 3 })), 1e-6);
    }

    [Fact]
    public void Gamma_favours_the_neurons_sign() => Small.Close([3 * 1.5 * 3 / 5.5, -2 * 3 / 5.5, 2 * 1.5 * 3 / 5.5], Map(All(new LrpGamma(0.5))), 1e-6);

    [Fact]
    public void Alpha_beta_shares_by_sign() => Small.Close([2 * 3 * 3 / 5.0, -3, 2 * 2 * 3 / 5.0], Map(All(new LrpAlphaBeta(2, 1))), 1e-6);

    [Fact]
    public void Z_plus_leaves_out_the_negative() => Small.Close([9 / 5.0, 0, 6 / 5.0], Map(All(LrpAlphaBeta.ZPlus)), 1e-6);

    [Fact]
    public void Flat_shares_alike() => Small.Close([1, 1, 1], Map(All(new LrpEpsilon(), LrpFirst.Flat)), 1e-6);

    [Fact]
    public void W_square_shares_by_weights() => Small.Close([27 / 14.0, 3 / 14.0, 12 / 14.0], Map(All(new LrpEpsilon(), LrpFirst.WSquare)), 1e-6);

    // Pixels lie in −2 … 2: c = (1 + 2)·3, (2 − 2)·−1, (1 + 2)·2.
    [Fact]
    public void Box_counts_from_the_ends() => Small.Close([3 * 9 / 15.0, 0, 3 * 6 / 15.0], Map(All(new LrpEpsilon(), LrpFirst.Box)), 1e-6);

    [Fact]
    public void Alpha_and_beta_must_conserve()
        => Assert.Equal("LRP-αβ with α = 3, β = 1: relevance is conserved where α − β = 1", Assert.Throws<ArgumentException>(() => Map(All(new LrpAlphaBeta(3, 1)))).Message);

    [Theory]
    [InlineData(0, -2)]
    [InlineData(5, 0)]
    public void One_sign_alone_takes_all(double positive, double negative)
    {
        foreach (LrpRule rule in (LrpRule[])[new LrpAlphaBeta(2, 1) { Epsilon = 0 }, LrpAlphaBeta.ZPlus with { Epsilon = 0 }])
        {
            (double up, double down) = rule.Share(positive, negative, 7);
            Assert.Equal(7, up * positive + down * negative, 1e-12);
        }
    }
}
