namespace Fovea.Data;

/// <summary>Answers images one after another with a plan that is compiled once. Not safe for use by several threads at once.</summary>
public sealed class Predictor : IDisposable
{
    private readonly Model model;
    private readonly InputFormat format;
    private readonly Plan plan;
    private readonly float[] pixels;

    /// <summary>Compiles the model.</summary>
    /// <param name="model">A classifier: its output is a vector.</param>
    /// <param name="threads">Threads; 0 takes one for each processor.</param>
    /// <param name="choices">Measured choices of convolution algorithms; null leaves them to the table.</param>
    /// <exception cref="ArgumentException">The input is no image or the output no vector.</exception>
    public Predictor(Model model, int threads = 0, AlgorithmChoices? choices = null)
    {
        if (model.Graph.Output.Shape.IsImage)
            throw new ArgumentException($"{model.Name} is no classifier: {model.Graph.Output.Name} gives {model.Graph.Output.Shape}\n  rule  a classifier ends in a vector, one value for each class");
        this.model = model;
        format = InputFormat.Of(model);
        plan = model.Compile(new PlanOptions { Threads = threads, Choices = choices });
        pixels = new float[format.Shape.Count];
    }

    /// <summary>Answers one image.</summary>
    /// <param name="image">The picture, of any size that the model's resize rule allows.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <exception cref="ImageException">Another size, and the model has no resize rule.</exception>
    public Prediction Predict(Image image, string name = "the image")
    {
        format.Prepare(image, pixels, name);
        plan.Load(pixels);
        plan.Run();
        double[] probabilities = Probabilities(plan.Output(0));
        return new Prediction([.. probabilities.Select((p, i) => new ClassProbability(i, model.LabelOf(i), p)).OrderByDescending(c => c.Probability).ThenBy(c => c.Index)]);
    }

    /// <summary>Releases the plan; the model stays.</summary>
    public void Dispose() => plan.Dispose();

    private double[] Probabilities(ReadOnlySpan<float> outputs)
    {
        var values = new double[outputs.Length];
        double largest = double.NegativeInfinity, sum = 0;
        foreach (float v in outputs) largest = Math.Max(largest, v);
        for (int i = 0; i < values.Length; i++) sum += values[i] = model.Graph.Output.Op is Softmax ? outputs[i] : Math.Exp(outputs[i] - largest);
        for (int i = 0; i < values.Length; i++) values[i] /= sum;
        return values;
    }
}

/// <summary><c>model.Predict(…)</c>.</summary>
public static class PredictExtensions
{
    /// <summary>Answers one image; for many, make a <see cref="Predictor"/>.</summary>
    /// <param name="model">A classifier.</param>
    /// <param name="image">The picture, of any size that the model's resize rule allows.</param>
    /// <exception cref="ImageException">Another size, and the model has no resize rule.</exception>
    public static Prediction Predict(this Model model, Image image)
    {
        using var predictor = new Predictor(model);
        return predictor.Predict(image);
    }
}
