using Fovea.Kernels;

namespace Fovea.Bench;

/// <summary>Fovea: a plan for inference and one for training on the same values. Copying the images in is part of both.</summary>
internal sealed class FoveaContender : Contender
{
    private readonly Model model;
    private readonly Plan inference, training;
    private readonly float[] images;
    private readonly NativeBuffer velocity, control;
    private readonly Call[] update;

    public FoveaContender(TrainCase c, Model model, int threads)
        : base("Fovea")
    {
        this.model = model;
        images = c.Images(model.Graph.Input.Shape);
        inference = model.Compile(new PlanOptions { MaxBatch = c.Batch, Threads = threads });
        training = model.Compile(new PlanOptions
        {
            MaxBatch = c.Batch, Threads = threads, Training = true, Objective = new CrossEntropy(0, []), ParameterGradients = true,
        });
        c.Labels(model.Outputs).CopyTo(training.Labels);
        velocity = new NativeBuffer(model.Parameters.TrainableLength);
        control = new NativeBuffer(UpdateControl.Length);
        control.Span(0, UpdateControl.Length)[UpdateControl.LearningRate] = LearningRate;
        control.Span(0, UpdateControl.Length)[UpdateControl.GradientScale] = 1;
        update =
        [
            new SgdUpdate("sgd", model.Parameters.Trainable, training.ParameterGradients, new FloatBlock(velocity, 0, velocity.Length),
                new FloatBlock(control, 0, UpdateControl.Length), [new UpdateRange(0, velocity.Length)], Momentum),
        ];
    }

    public override void Forward()
    {
        inference.Load(images);
        inference.Run();
    }

    public override float Step()
    {
        training.Load(images);
        training.Run();
        float loss = training.Value;
        control.Span(0, UpdateControl.Length)[UpdateControl.UpdateNumber]++;
        training.Team.Run(update, update.Length, training.Batch, 0, 0);
        model.Parameters.MarkChanged();
        return loss;
    }

    public override void Dispose()
    {
        inference.Dispose();
        training.Dispose();
        velocity.Dispose();
        control.Dispose();
    }
}
