using Fovea.Kernels;

namespace Fovea;

/// <summary>Profiles a model on images of random numbers: times depend on sizes, not on what the images show.</summary>
internal static class ModelProfile
{
    public static PlanProfile Of(Model model, ProfileOptions options, CancellationToken cancel)
    {
        using Plan plan = model.Compile(options.PlanFor(model));
        Load(plan, options.Batch);
        return plan.Profile(options.Repetitions, options.Peak, cancel);
    }

    /// <summary>Gives a plan images of random numbers, and labels.</summary>
    public static void Load(Plan plan, int batch)
    {
        var images = new float[batch * plan.Model.Graph.Input.Shape.Count];
        uint stream = CounterRandom.Stream("profile");
        for (int i = 0; i < images.Length; i++) images[i] = CounterRandom.Uniform(0, stream, 0, (uint)i) * 2 - 1;
        plan.Load(images);
        for (int n = 0; n < batch; n++) plan.Labels[n] = n % plan.Model.Outputs;
    }
}
