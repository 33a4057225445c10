using static Fovea.Tests.PlanRig;

namespace Fovea.Tests;

/// <summary>Sums and joins of more inputs than the text notation writes, and of one input several times; model files may hold them.</summary>
public sealed class ManyInputsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sum_of_three_and_of_equal_terms(bool optimise)
    {
        var builder = new GraphBuilder(Shape.Image(5, 5, 3));
        Node x = builder.Input, a = x.Conv2d(3, 3), b = a.Relu(), c = x.Tanh();
        Node three = builder.Add(new Add(), [a, b, c], null, default);
        Node twice = builder.Add(new Add(), [three, three, b], null, default).Relu();
        Node joined = builder.Add(new Concat(), [twice, c, twice, a], null, default);
        using var model = new Model("sums", builder.Build(joined.Conv2d(2, 1).Flatten().Dense(3)), Preprocessing.Default, []);
        Init.Reset(model.Graph, model.Parameters, 3);
        float[] images = Images(model, 2);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 2, Objective = Objective.Logit(1), ParameterGradients = true, Capture = ["input.grad", "conv1.grad"], Optimise = optimise });
        plan.Load(images);
        plan.Run();
        ReferenceRun<double> reference = Reference(model, images, [], Objective.Logit(1));
        Close(reference.Activation(model.Graph.Output), Read(plan, model.Graph.Output.Name), "output");
        Close(reference.Gradient(x), Read(plan, "input.grad"), "input.grad");
        Close(reference.Gradient(a), Read(plan, "conv1.grad"), "conv1.grad");
        foreach (Parameter p in model.Parameters.All) Close(reference.ParameterGradient(p.Name), plan.Gradient(p.Name), p.Name);
    }
}
