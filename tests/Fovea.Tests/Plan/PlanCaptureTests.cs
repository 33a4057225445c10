using Fovea.Kernels;
using static Fovea.Tests.PlanRig;

namespace Fovea.Tests;

/// <summary>The three ways into a plan: Capture, Feed, the backward rule of ReLU.</summary>
public sealed class PlanCaptureTests
{
    [Fact]
    public void Captured_and_uncaptured_runs_have_the_same_bits()
    {
        using Model model = Model.Parse(Net, seed: 1);
        float[] images = Images(model, 3);
        var options = new PlanOptions { MaxBatch = 3, Threads = 2, Objective = Objective.Logit(1), ParameterGradients = true };
        using Plan plain = model.Compile(options);
        using Plan captured = model.Compile(options with { Capture = ["conv2", "conv2.grad", "conv1", "relu1.grad", "input.grad", "flatten1"] });
        foreach (Plan plan in (Plan[])[plain, captured])
        {
            plan.Load(images);
            plan.Run();
        }
        SameBits(Read(plain, "dense2"), Read(captured, "dense2"), "output");
        SameBits(plain.Values, captured.Values, "objective");
        foreach (Parameter p in model.Parameters.All.Where(p => p.Spec.IsTrainable)) SameBits(plain.Gradient(p.Name), captured.Gradient(p.Name), p.Name);

        ReferenceRun<double> reference = Reference(model, images, [0, 0, 0], Objective.Logit(1));
        foreach (string name in captured.Readable)
            Close(name.EndsWith(".grad", StringComparison.Ordinal) ? reference.Gradient(model.Graph[name[..^5]]) : reference.Activation(model.Graph[name]), Read(captured, name), name);
    }

    [Fact]
    public void Names_that_were_not_captured_are_explained()
    {
        using Model model = Model.Parse(Net);
        using Plan plan = model.Compile(new PlanOptions { Capture = ["conv2"] });
        plan.Load(Images(model, 1));
        plan.Run();
        Assert.Equal("'conv1' is not kept in this plan; name it in PlanOptions.Capture (kept: input, conv2, dense2)",
            Assert.Throws<KeyNotFoundException>(() => plan.Read("conv1")).Message);
    }

    [Fact]
    public void Unknown_names_are_guessed()
    {
        using Model model = Model.Parse(Net);
        const string nodes = "the nodes are input, conv1, relu1, maxpool1, conv2, bn1, relu2, add1, relu3, flatten1, dense1, relu4 and 1 more";
        Assert.Equal($"there is no node 'conv22'; did you mean 'conv2'?; {nodes}",
            Assert.Throws<KeyNotFoundException>(() => model.Compile(new PlanOptions { Capture = ["conv22"] })).Message);
        Assert.Equal($"there is no node 'cnov1'; did you mean 'conv1'?; {nodes}",
            Assert.Throws<KeyNotFoundException>(() => model.Compile(new PlanOptions { Feed = ["cnov1"] })).Message);
        Assert.Equal($"there is no node 'logits'; {nodes}",
            Assert.Throws<KeyNotFoundException>(() => model.Compile(new PlanOptions { Objective = Objective.Logit(0), Capture = ["logits.grad"] })).Message);
    }

    [Theory]
    [InlineData("conv1")]
    [InlineData("relu1")]
    [InlineData("maxpool1")]
    [InlineData("bn1")]
    [InlineData("add1")]
    [InlineData("flatten1")]
    [InlineData("dense1")]
    public void Activation_that_is_fed_back_gives_the_same_bits_and_zeros_do_not(string node)
    {
        using Model model = Model.Parse(Net, seed: 2);
        float[] images = Images(model, 3);
        using Plan whole = model.Compile(new PlanOptions { MaxBatch = 3, Capture = [node] });
        whole.Load(images);
        whole.Run();
        float[] activation = Read(whole, node), output = Read(whole, "dense2");

        using Plan patched = model.Compile(new PlanOptions { MaxBatch = 4, Feed = [node] });
        patched.Load(images);
        patched.Feed(node, activation);
        patched.Run();
        SameBits(output, Read(patched, "dense2"), node);
        patched.Run();
        SameBits(output, Read(patched, "dense2"), "again");
        patched.Feed(node, new float[activation.Length]);
        patched.Run();
        Assert.False(output.AsSpan().SequenceEqual(Read(patched, "dense2")));
    }

    [Fact]
    public void Gradient_of_a_fed_node_is_the_gradient_inside_the_net()
    {
        using Model model = Model.Parse(Net, seed: 2);
        float[] images = Images(model, 2);
        using Plan whole = model.Compile(new PlanOptions { MaxBatch = 2, Capture = ["relu1", "relu1.grad"], Objective = Objective.Logit(3) });
        whole.Load(images);
        whole.Run();
        using Plan fed = model.Compile(new PlanOptions { MaxBatch = 2, Feed = ["relu1"], Capture = ["relu1.grad"], Objective = Objective.Logit(3) });
        fed.Feed("relu1", Read(whole, "relu1"));
        fed.Run();
        SameBits(Read(whole, "relu1.grad"), Read(fed, "relu1.grad"), "relu1.grad");
    }

    [Fact]
    public void Feeding_mistakes_are_explained()
    {
        using Model model = Model.Parse(Net);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 2, Feed = ["relu1"] });
        Assert.Equal("conv1 is not fed in this plan; name it in PlanOptions.Feed (Parameter 'node')",
            Assert.Throws<ArgumentException>(() => plan.Feed("conv1", new float[384])).Message);
        Assert.Equal("relu1: 100 floats are not 1 to 2 activations of 8×8×6 (Parameter 'activation')",
            Assert.Throws<ArgumentException>(() => plan.Feed("relu1", new float[100])).Message);
        Assert.Equal("300 floats are not 1 to 2 images of 8×8×2 (128 floats each) (Parameter 'images')",
            Assert.Throws<ArgumentException>(() => plan.Load(new float[300])).Message);
        Assert.Equal("384 floats are not 1 to 2 images of 8×8×2 (128 floats each) (Parameter 'images')",
            Assert.Throws<ArgumentException>(() => plan.Load(new float[384])).Message);
        Assert.Equal("load images before running the plan", Assert.Throws<InvalidOperationException>(() => plan.Run()).Message);
        Assert.Equal("the plan was compiled without an Objective", Assert.Throws<InvalidOperationException>(() => plan.Value).Message);
        Assert.Equal("the plan was compiled without ParameterGradients", Assert.Throws<InvalidOperationException>(() => plan.ParameterGradients).Message);
    }

    [Theory]
    [InlineData(ReluRule.Guided)]
    [InlineData(ReluRule.Deconvnet)]
    public void Backward_rule_of_relu_matches_reference(ReluRule rule)
    {
        using Model model = Model.Parse(Net, seed: 3);
        float[] images = Images(model, 3);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 3, Objective = Objective.Logit(2), BackwardRules = [new ReluBackward(rule)], Capture = ["input.grad", "conv2.grad"] });
        plan.Load(images);
        plan.Run();
        ReferenceRun<double> reference = Reference(model, images, [], Objective.Logit(2), rule);
        Close(reference.Gradient(model.Graph.Input), Read(plan, "input.grad"), "input.grad");
        Close(reference.Gradient(model.Graph["conv2"]), Read(plan, "conv2.grad"), "conv2.grad");
        double[] standard = Reference(model, images, [], Objective.Logit(2)).Gradient(model.Graph.Input);
        Assert.False(standard.SequenceEqual(reference.Gradient(model.Graph.Input)));
    }

    [Fact]
    public void Channel_mean_of_an_inner_node_matches_reference_and_skips_the_rest()
    {
        using Model model = Model.Parse(Net, seed: 4);
        float[] images = Images(model, 2);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 2, Objective = Objective.ChannelMean("conv2", 4), Capture = ["input.grad"] });
        plan.Load(images);
        plan.Run();
        ReferenceRun<double> reference = Reference(model, images, [], Objective.ChannelMean("conv2", 4));
        Close(reference.Gradient(model.Graph.Input), Read(plan, "input.grad"), "input.grad");
        Close(reference.Values, plan.Values, "values");
        Assert.DoesNotContain("dense", plan.ToString(), StringComparison.Ordinal);
    }
}
