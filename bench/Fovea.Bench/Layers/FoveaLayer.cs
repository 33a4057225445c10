namespace Fovea.Bench;

/// <summary>
/// Fovea's plans of a network of one layer: whatever the planner chooses. Weights are packed once for inference and with every step for
/// training, where they change with every step.
/// </summary>
internal sealed class FoveaLayer : LayerContender
{
    private readonly Model model;
    private readonly Plan inference, training;
    private readonly string node;

    public FoveaLayer(LayerCase c, Model model, int threads)
        : base("Fovea")
    {
        this.model = model;
        node = model.Graph.Output.Name;
        inference = model.Compile(new PlanOptions { MaxBatch = c.N, Threads = threads });
        training = model.Compile(new PlanOptions
        {
            MaxBatch = c.N,
            Threads = threads,
            Training = true,
            Objective = new GivenGradient(c.Numbers(model.Graph.Output.Shape, 1)),
            ParameterGradients = true,
            Capture = ["input.grad", node + ".grad"],
        });
        float[] images = c.Numbers(model.Graph.Input.Shape, 0);
        inference.Load(images);
        training.Load(images);
    }

    public override void Forward() => inference.Run();

    public override void ForwardAndGradients()
    {
        model.Parameters.MarkChanged();
        training.Run();
    }

    public override (float[] Output, float[] InputGradient, float[] WeightGradient) Values()
    {
        Forward();
        ForwardAndGradients();
        using Tensor output = inference.Read(node), inputGradient = training.Read("input.grad");
        return (output.Values.ToArray(), inputGradient.Values.ToArray(), training.Gradient(node + ".weight").ToArray());
    }

    public override void Dispose()
    {
        inference.Dispose();
        training.Dispose();
    }
}
