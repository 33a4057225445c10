using static Fovea.Tests.PlanRig;

namespace Fovea.Tests;

/// <summary>First values, copies, labels.</summary>
public sealed class ModelTests
{
    [Fact]
    public void First_values_follow_the_seed_and_the_name_alone()
    {
        using Model a = Model.Parse("8x8x1 | conv 4 3x3 | relu | flatten | dense 3", seed: 7);
        using Model same = Model.Parse("8x8x1 | conv 4 3x3 | relu | flatten | dense 3", seed: 7);
        using Model other = Model.Parse("8x8x1 | conv 4 3x3 | relu | flatten | dense 3", seed: 8);
        using Model longer = Model.Parse("8x8x1 | conv 4 3x3 | relu | tanh | flatten | dense 3", seed: 7);
        SameBits(a.Parameters.Trainable.Span, same.Parameters.Trainable.Span, "same seed");
        SameBits(a.Parameters["dense1.weight"], longer.Parameters["dense1.weight"], "same name");
        Assert.False(a.Parameters["conv1.weight"].SequenceEqual(other.Parameters["conv1.weight"]));
    }

    [Fact]
    public void First_values_have_the_spread_of_the_paper()
    {
        using Model model = Model.Parse("16x16x8 | conv 64 3x3 | bn | relu | conv 64 3x3 | tanh | flatten | dense 20", seed: 1);
        Assert.Equal(Math.Sqrt(2.0 / 72), Deviation(model.Parameters["conv1.weight"]), 0.02);
        Assert.Equal(Math.Sqrt(1.0 / 576), Deviation(model.Parameters["conv2.weight"]), 0.002);
        Assert.Equal(Math.Sqrt(1.0 / 16384), Deviation(model.Parameters["dense1.weight"]), 0.0005);
        Assert.DoesNotContain(model.Parameters["conv1.bias"].ToArray(), v => v != 0);
        Assert.DoesNotContain(model.Parameters["bn1.weight"].ToArray(), v => v != 1);
    }

    [Fact]
    public void Copy_has_values_of_its_own()
    {
        using Model model = Model.Parse("4 | dense 3", seed: 1);
        using Model copy = model.With(labels: ["a", "b", "c"]);
        copy.Parameters["dense1.weight"][0] = 100;
        Assert.NotEqual(100, model.Parameters["dense1.weight"][0]);
        Assert.Equal(["a", "b", "c"], copy.Labels);
        Assert.Empty(model.Labels);
    }

    [Fact]
    public void Classes_are_found_by_name_and_number()
    {
        using Model model = Model.Parse("4 | dense 3");
        using Model named = model.With(labels: ["boot", "bag", "coat"]);
        Assert.Equal(1, named.IndexOf("bag"));
        Assert.Equal(2, named.IndexOf("2"));
        Assert.Equal("coat", named.LabelOf(2));
        Assert.Equal("class 2", model.LabelOf(2));
        Assert.Equal("there is no class '3'; the classes are class 0, class 1, class 2 (Parameter 'label')",
            Assert.Throws<ArgumentException>(() => model.IndexOf("3")).Message);
    }

    [Fact]
    public void Network_of_two_declarations_is_refused()
    {
        Node? foreign = null;
        using Model first = Model.Define("first", Shape.Image(8, 8, 1), x => foreign = x.Relu());
        Assert.StartsWith("add1 (ModelTests.cs:", Assert.Throws<DeclarationException>(() => Model.Define("second", Shape.Image(8, 8, 1), x => x.Add(foreign!))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_prints_itself()
    {
        using Model model = Model.Parse(SmallNets.LeNet5, name: "LeNet-5");
        Assert.Equal("LeNet-5: 28×28×1 → 10, 61,706 parameters", model.ToString());
    }

    private static double Deviation(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float v in values) sum += (double)v * v;
        return Math.Sqrt(sum / values.Length);
    }
}
