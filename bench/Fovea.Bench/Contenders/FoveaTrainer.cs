using Fovea.Kernels;

namespace Fovea.Bench;

/// <summary>Fovea's plan for training with its update. Copying the images in is part of each step.</summary>
internal sealed class FoveaTrainer : Trainer
{
    private readonly Model model;
    private readonly Plan plan;
    private readonly float[] images;
    private readonly NativeBuffer velocity, control;
    private readonly Call[] update;

    public FoveaTrainer(NetCase c, Model model, int threads)
        : base("Fovea")
    {
        this.model = model;
        images = c.Images(model.Graph.Input.Shape);
        plan = model.Compile(new PlanOptions
        {
            MaxBatch = c.Batch,
            Threads = threads,
            Training = true,
            Objective = new CrossEntropy(0, []),
            ParameterGradients = true,
        });
        c.Labels(model.Outputs).CopyTo(plan.Labels);
        velocity = new NativeBuffer(model.Parameters.TrainableLength);
        control = new NativeBuffer(UpdateControl.Length);
        control.Span(0, UpdateControl.Length)[UpdateControl.LearningRate] = LearningRate;
        control.Span(0, UpdateControl.Length)[UpdateControl.GradientScale] = 1;
        update =
        [
            new SgdUpdate("sgd", model.Parameters.Trainable, plan.ParameterGradients, new FloatBlock(velocity, 0, velocity.Length),
                new FloatBlock(control, 0, UpdateControl.Length), [new UpdateRange(0, velocity.Length)], Momentum),
        ];
    }

    /// <summary>Forward and backward, parameters stay.</summary>
    public float Pass()
    {
        plan.Load(images);
        plan.Run();
        return plan.Value;
    }

    public override float Step()
    {
        float loss = Pass();
        control.Span(0, UpdateControl.Length)[UpdateControl.UpdateNumber]++;
        plan.Team.Run(update, update.Length, plan.Batch, 0, 0);
        model.Parameters.MarkChanged();
        return loss;
    }

    public override void Dispose()
    {
        plan.Dispose();
        velocity.Dispose();
        control.Dispose();
    }
}
