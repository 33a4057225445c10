namespace Fovea.Tests;

/// <summary>Objectives that do not fit their network.</summary>
public sealed class ObjectiveErrorTests
{
    private static string Refusal(string net, Objective objective)
    {
        using Model model = Model.Parse(net);
        return Assert.Throws<ArgumentException>(() => model.Compile(new PlanOptions { Objective = objective, ParameterGradients = true })).Message;
    }

    [Fact]
    public void Cross_entropy_on_maps_says_how_to_end()
        => Assert.Equal("cross entropy needs a vector of logits, conv1 gives 4×4×3; end with flatten or globalavgpool and dense",
            Refusal("4x4x1 | conv 3 3x3", Objective.CrossEntropy()));

    [Fact]
    public void Smoothing_of_one_says_its_range()
        => Assert.Equal("label smoothing 1: it lies in [0, 1)", Refusal("4 | dense 3", Objective.CrossEntropy(1)));

    [Fact]
    public void Class_weights_are_counted()
        => Assert.Equal("2 class weights for 3 outputs", Refusal("4 | dense 3", Objective.CrossEntropy(0, [1, 2])));

    [Fact]
    public void Negative_class_weights_are_shown()
        => Assert.Equal("class weights are at least 0 and not all 0, got 1, -2, 0", Refusal("4 | dense 3", Objective.CrossEntropy(0, [1, -2, 0])));

    [Fact]
    public void Logit_outside_says_the_range()
        => Assert.Equal("class 3: the network has 3 outputs, 0 to 2", Refusal("4 | dense 3", Objective.Logit(3)));

    [Fact]
    public void Channel_outside_says_the_range()
        => Assert.Equal("channel 8: conv1 has 8 channels, 0 to 7", Refusal("4x4x1 | conv 8 3x3 | globalavgpool", Objective.ChannelMean("conv1", 8)));

    [Fact]
    public void Unit_outside_says_the_range()
    {
        Assert.Equal("unit (0, 1, 8): conv1 has 4 rows, 4 columns and 8 channels, counted from 0", Refusal("4x4x1 | conv 8 3x3 | globalavgpool", Objective.Unit("conv1", 0, 1, 8)));
        Assert.Equal("unit (0, 0, 3): dense1 has 1 rows, 1 columns and 3 channels, counted from 0", Refusal("4 | dense 3", Objective.Unit("dense1", 0, 0, 3)));
    }

    [Fact]
    public void Pixel_outside_says_the_range()
        => Assert.Equal("pixel (4, 0): conv1 has 4 rows and 4 columns, counted from 0", Refusal("4x4x1 | conv 8 3x3 | globalavgpool", Objective.PixelSum("conv1", 4, 0)));

    [Fact]
    public void A_class_against_itself_is_refused()
        => Assert.Equal("class 1 against class 1: the difference of a class to itself is 0 everywhere", Refusal("4 | dense 3", Objective.Difference(1, 1)));

    [Fact]
    public void Other_class_outside_says_the_range()
        => Assert.Equal("class 7: the network has 3 outputs, 0 to 2", Refusal("4 | dense 3", Objective.Difference(1, 7)));

    [Fact]
    public void Probability_after_a_softmax_is_refused()
        => Assert.Equal("softmax1 is a softmax: its output is a probability already, take the logit of the class", Refusal("4 | dense 3 | softmax", Objective.Probability(0)));

    [Fact]
    public void Label_that_no_class_has_names_the_nearest()
    {
        using Model plain = Model.Parse("4 | dense 3");
        using Model model = plain.With(labels: ["boot", "bag", "coat"]);
        var e = Assert.Throws<ArgumentException>(() => Objective.Logit(model, "boots"));
        Assert.Equal("there is no class 'boots'; did you mean 'boot'?; the classes are boot, bag, coat (Parameter 'label')", e.Message);
    }

    [Fact]
    public void Gradients_without_an_objective_ask_of_what()
    {
        using Model model = Model.Parse("4 | dense 3");
        Assert.Equal("ParameterGradients needs an Objective: gradients of what? (Parameter 'options')",
            Assert.Throws<ArgumentException>(() => model.Compile(new PlanOptions { ParameterGradients = true })).Message);
        Assert.Equal("capturing dense1.grad needs an Objective: the gradient of what?",
            Assert.Throws<ArgumentException>(() => model.Compile(new PlanOptions { Capture = ["dense1.grad"] })).Message);
    }

    [Fact]
    public void Gradient_that_the_objective_does_not_reach_says_so()
    {
        using Model model = Model.Parse("4x4x1 | conv 2 3x3 | relu | flatten | dense 3");
        var e = Assert.Throws<ArgumentException>(() => model.Compile(new PlanOptions { Objective = Objective.ChannelMean("conv1", 0), Capture = ["dense1.grad"] }));
        Assert.Equal("dense1.grad: channel:conv1:0 does not depend on dense1", e.Message);
    }
}
