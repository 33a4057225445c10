namespace Fovea.Bench;

/// <summary>Fovea's plan for inference. Copying the images in is part of each call.</summary>
internal sealed class FoveaContender : Contender
{
    private readonly Plan plan;
    private readonly float[] images;

    public FoveaContender(NetCase c, Model model, int threads)
        : base("Fovea")
    {
        images = c.Images(model.Graph.Input.Shape);
        plan = model.Compile(new PlanOptions { MaxBatch = c.Batch, Threads = threads });
    }

    public override void Forward()
    {
        plan.Load(images);
        plan.Run();
    }

    public override float[] Logits()
    {
        Forward();
        return [.. Enumerable.Range(0, plan.Batch).SelectMany(n => plan.Output(n).ToArray())];
    }

    public override void Dispose() => plan.Dispose();
}
