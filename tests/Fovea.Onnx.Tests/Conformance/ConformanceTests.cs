namespace Fovea.Onnx.Tests;

/// <summary>What of ONNX's own tests must hold.</summary>
[Collection(nameof(ConformanceFixture))]
public sealed class ConformanceTests(ConformanceFixture suite)
{
    /// <summary>These have NumPy's random numbers in their outputs.</summary>
    private static readonly string[] Random =
        ["test_training_dropout", "test_training_dropout_default", "test_training_dropout_default_mask", "test_training_dropout_mask"];

    [Fact]
    public void Networks_of_images_evaluate_but_for_random_numbers()
        => Assert.Equal(Random, suite.Evaluated.Where(r => r.Case.Tier == "1" && !r.Passed).Select(r => r.Case.Name).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("node", "1", 247, 251)]
    [InlineData("node", "2", 484, 486)]
    [InlineData("node", "E", 108, 114)]
    [InlineData("pytorch-converted", "P", 82, 82)]
    [InlineData("pytorch-operator", "P", 35, 35)]
    [InlineData("simple", "P", 7, 7)]
    public void Tests_of_a_tier_hold(string folder, string tier, int least, int all)
    {
        ConformanceResult[] results = [.. suite.Evaluated.Where(r => r.Case.Suite == folder && r.Case.Tier == tier)];
        Assert.Equal(all, results.Length);
        int passed = results.Count(r => r.Passed);
        Assert.True(passed >= least, $"{passed} of {all}, at least {least}:\n{string.Join("\n", results.Where(r => !r.Passed).Select(r => $"{r.Case.Name}: {r.Reason}"))}");
    }
}
