using Fovea.Kernels;
using static Fovea.Tests.PlanRig;

namespace Fovea.Tests;

/// <summary>What an inference plan does in the last step of a convolution: the ReLU with or without ceiling behind it.</summary>
public sealed class PlanFusionTests
{
    private const string Relu6Net = "12x12x8 | conv 16 3x3 nobias | bn | relu6 | depthwise 3x3 stride 2 nobias | bn | relu6 | depthwise 3x3 | relu6 | conv 19 1x1 | relu6 | flatten | dense 9 | relu6 | dense 3";

    public static TheoryData<KernelVariant> Variants => [.. from e in KernelTable.Entries where e.IsSupported select e.Variant];

    [Theory, MemberData(nameof(Variants))]
    public void Relu6_runs_in_the_convolution_before_it(KernelVariant variant)
    {
        using Model model = Loud(Relu6Net);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 4, Threads = 2, Variant = variant });
        Assert.Equal(6, Calls(plan).Length);
        Assert.Equal(5, Calls(plan).Count(c => c.EndsWith(" relu6", StringComparison.Ordinal)));
        Matches(model, plan, new PlanOptions { MaxBatch = 4, Threads = 1, Variant = variant, Optimise = false });
    }

    [Fact]
    public void Relu6_behind_a_norm_of_its_own_is_a_call_of_its_own()
    {
        using Model model = Loud("6x6x8 | bn | relu6 | conv 8 1x1 | relu6 | residual(relu) | relu6 | globalavgpool | dense 3");
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 2 });
        Assert.Contains(Calls(plan), c => c == "relu61 relu6");
        Assert.Contains(Calls(plan), c => c == "add1 add+relu6");
        Matches(model, plan, new PlanOptions { MaxBatch = 2, Optimise = false });
    }

    [Fact]
    public void Gradients_through_a_fused_relu6_match_reference()
    {
        using Model model = Loud("8x8x4 | conv 16 3x3 | relu6 | conv 16 3x3 nobias | bn | relu6 | residual(conv 16 1x1 | relu6) | relu6 | flatten | dense 6 | relu6 | dense 3");
        float[] images = Images(model, 3);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 3, Objective = Objective.Logit(1), ParameterGradients = true, Capture = ["input.grad"] });
        Assert.Contains(Calls(plan), c => c == "conv1 conv2d-direct 8×8×16 relu6");
        plan.Load(images);
        plan.Run();
        ReferenceRun<double> reference = Reference(model, images, [], Objective.Logit(1));
        Close(reference.Gradient(model.Graph.Input), Read(plan, "input.grad"), "input.grad");
        foreach (Parameter p in model.Parameters.All.Where(p => p.Spec.IsTrainable)) Close(reference.ParameterGradient(p.Name), plan.Gradient(p.Name), p.Name);
    }

    // Four times the usual weights: many values reach the ceiling.
    private static Model Loud(string net)
    {
        Model model = Model.Parse(net, seed: 5);
        var random = new Random(7);
        foreach (Parameter p in model.Parameters.All)
            for (int i = 0; i < p.Count; i++)
                if (p.Spec.Kind == ParameterKind.RunningVariance) model.Parameters[p.Name][i] *= 0.5f + random.NextSingle();
                else model.Parameters[p.Name][i] = (4 * model.Parameters[p.Name][i]) + (p.Spec.IsDecayed ? 0 : random.NextSingle() - 0.5f);
        model.Parameters.MarkChanged();
        return model;
    }

    // Against the reference, and so does the plan without fusion.
    private static void Matches(Model model, Plan plan, PlanOptions loose)
    {
        float[] images = Images(model, plan.Options.MaxBatch);
        ReferenceRun<double> reference = ReferenceRun<double>.Execute(model.Graph, ReferenceRun<double>.Copy(model.Parameters), Array.ConvertAll(images, v => (double)v), []);
        using Plan plain = model.Compile(loose);
        foreach (Plan p in (Plan[])[plan, plain])
        {
            p.Load(images);
            // Twice: memory that the first run left behind must not matter.
            for (int run = 0; run < 2; run++) p.Run();
            Close(reference.Activation(model.Graph.Output), Read(p, model.Graph.Output.Name), $"{p}", 1e-5);
        }
    }

    private static string[] Calls(Plan plan)
    {
        string text = plan.ToString();
        string forward = text[(text.IndexOf("\nforward\n", StringComparison.Ordinal) + "\nforward\n".Length)..].Split("\n\n")[0];
        return [.. forward.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l[6..]).Where(c => !c.EndsWith("zero border", StringComparison.Ordinal))];
    }
}
