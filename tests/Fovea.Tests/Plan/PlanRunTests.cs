using static Fovea.Tests.PlanRig;

namespace Fovea.Tests;

/// <summary>Running plans again: other batches, other parameters, other plans on the same model, after the end.</summary>
public sealed class PlanRunTests
{
    [Fact]
    public void Smaller_batches_give_the_same_bits_for_each_image()
    {
        using Model model = Model.Parse(Net, seed: 1);
        float[] images = Images(model, 7);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 7, Threads = 3, Objective = Objective.Logit(0), Capture = ["input.grad"] });
        plan.Load(images);
        plan.Run();
        float[] output = Read(plan, "dense2"), gradient = Read(plan, "input.grad");
        int image = (int)model.Graph.Input.Shape.Count;
        foreach (int batch in (int[])[1, 2, 5, 7, 3])
        {
            plan.Load(images.AsSpan(0, batch * image));
            plan.Run();
            Assert.Equal(batch, plan.Batch);
            SameBits(output.AsSpan(0, batch * 4), Read(plan, "dense2"), $"output of {batch}");
            SameBits(gradient.AsSpan(0, batch * image), Read(plan, "input.grad"), $"gradient of {batch}");
        }
    }

    [Fact]
    public void Changed_parameters_are_seen_at_the_next_run()
    {
        using Model model = Model.Parse(Net, seed: 1);
        float[] images = Images(model, 2);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 2, Objective = Objective.Logit(0), Capture = ["input.grad"] });
        plan.Load(images);
        plan.Run();
        float[] before = Read(plan, "dense2");
        foreach (Parameter p in model.Parameters.All)
        {
            Span<float> values = model.Parameters[p.Name];
            for (int i = 0; i < values.Length; i++) values[i] = values[i] * 1.5f + 0.1f;
            model.Parameters.MarkChanged();
            plan.Run();
            ReferenceRun<double> reference = Reference(model, images, [], Objective.Logit(0));
            Close(reference.Activation(model.Graph.Output), Read(plan, "dense2"), $"output after {p.Name}");
            Close(reference.Gradient(model.Graph.Input), Read(plan, "input.grad"), $"gradient after {p.Name}");
        }
        Assert.False(before.AsSpan().SequenceEqual(Read(plan, "dense2")));
    }

    [Fact]
    public void Running_statistics_of_a_training_plan_reach_an_inference_plan()
    {
        using Model model = Model.Parse(Net, seed: 1);
        float[] images = Images(model, 4);
        using Plan inference = model.Compile(new PlanOptions { MaxBatch = 4 });
        using Plan training = model.Compile(new PlanOptions { MaxBatch = 4, Training = true });
        inference.Load(images);
        inference.Run();
        float[] before = Read(inference, "dense2");
        training.Load(images);
        training.Run();
        inference.Run();
        Assert.False(before.AsSpan().SequenceEqual(Read(inference, "dense2")));
        ReferenceRun<double> reference = Reference(model, images, [], Objective.Logit(0));
        Close(reference.Activation(model.Graph.Output), Read(inference, "dense2"), "output");
    }

    // A run of no calls has no barrier: workers that were still on their way into it used to miss the next run, and hung.
    [Fact]
    public void Net_without_parameters_runs_again_and_again_on_many_threads()
    {
        using Model model = Model.Parse("6x6x3 | maxpool 2 | relu | flatten");
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 2, Threads = 4 });
        plan.Load(Images(model, 2));
        plan.Run();
        float[] first = Read(plan, "flatten1");
        for (int i = 0; i < 200; i++)
        {
            model.Parameters.MarkChanged();
            plan.Run();
            SameBits(first, Read(plan, "flatten1"), "output");
        }
    }

    [Fact]
    public void Two_plans_on_one_model_do_not_disturb_each_other()
    {
        using Model model = Model.Parse(Net, seed: 1);
        float[] first = Images(model, 2, seed: 1), second = Images(model, 3, seed: 2);
        using Plan a = model.Compile(new PlanOptions { MaxBatch = 2 });
        using Plan b = model.Compile(new PlanOptions { MaxBatch = 3, Objective = Objective.Logit(1), ParameterGradients = true, Capture = ["conv1"] });
        a.Load(first);
        a.Run();
        float[] alone = Read(a, "dense2");
        b.Load(second);
        b.Run();
        float[] other = Read(b, "dense2");
        a.Run();
        SameBits(alone, Read(a, "dense2"), "first plan");
        SameBits(other, Read(b, "dense2"), "second plan");
        b.Dispose();
        a.Run();
        SameBits(alone, Read(a, "dense2"), "after the second plan has gone");
    }

    [Fact]
    public void Forward_only_leaves_gradients_alone()
    {
        using Model model = Model.Parse(Net, seed: 1);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 2, Objective = Objective.CrossEntropy(), ParameterGradients = true });
        plan.Load(Images(model, 2));
        plan.Run();
        float[] output = Read(plan, "dense2"), gradient = plan.ParameterGradients.Span.ToArray();
        plan.Load(Images(model, 2, seed: 9));
        plan.Run(backward: false);
        SameBits(gradient, plan.ParameterGradients.Span, "gradients");
        Assert.False(output.AsSpan().SequenceEqual(Read(plan, "dense2")));
    }

    [Fact]
    public void Dropout_follows_seed_and_step()
    {
        using Model model = Model.Parse("40 | dropout 0.5");
        using Plan plan = model.Compile(new PlanOptions { Training = true });
        plan.Load([.. Enumerable.Repeat(1f, 40)]);
        float[] Run(ulong seed, long step)
        {
            plan.Run(seed, step);
            return Read(plan, "dropout1");
        }
        float[] first = Run(1, 1);
        Assert.All(first, v => Assert.True(v is 0 or 2));
        Assert.False(first.SequenceEqual(Run(2, 1)));
        Assert.False(first.SequenceEqual(Run(1, 2)));
        Assert.Equal(first, Run(1, 1));
    }

    [Fact]
    public void Plan_is_dead_after_its_end()
    {
        using Model model = Model.Parse(Net);
        float[] images = Images(model, 1);
        Plan plan = model.Compile(new PlanOptions { Objective = Objective.Logit(0), ParameterGradients = true, Feed = ["relu1"] });
        plan.Load(images);
        plan.Dispose();
        plan.Dispose();
        Assert.Throws<ObjectDisposedException>(() => plan.Load(images));
        Assert.Throws<ObjectDisposedException>(() => plan.Feed("relu1", new float[384]));
        Assert.Throws<ObjectDisposedException>(() => plan.Run());
        Assert.Throws<ObjectDisposedException>(() => plan.Read("dense2"));
        Assert.Throws<ObjectDisposedException>(() => plan.Output(0).Length);
        Assert.Throws<ObjectDisposedException>(() => plan.Gradient("conv1.weight").Length);
        Assert.Throws<ObjectDisposedException>(() => plan.Labels.Length);
        Assert.Throws<ObjectDisposedException>(() => plan.Values.Length);
    }

    [Fact]
    public void Plan_does_not_outlive_its_model()
    {
        Model model = Model.Parse(Net);
        using Plan plan = model.Compile();
        plan.Load(Images(model, 1));
        plan.Run();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => plan.Run());
    }

    [Fact]
    public void Image_outside_the_batch_says_so()
    {
        using Model model = Model.Parse(Net);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 3 });
        plan.Load(Images(model, 2));
        plan.Run();
        Assert.Equal(4, plan.Output(1).Length);
        Assert.StartsWith("image 2 of 2", Assert.Throws<ArgumentOutOfRangeException>(() => plan.Output(2).Length).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_parameter_is_guessed()
    {
        using Model model = Model.Parse("4 | dense 3");
        Assert.Equal("there is no parameter 'dense1.weights'; did you mean 'dense1.weight'?; the parameters are dense1.weight, dense1.bias",
            Assert.Throws<KeyNotFoundException>(() => model.Parameters["dense1.weights"].Length).Message);
    }
}
