namespace Fovea.Explain;

/// <summary>A way to explain: a small record of its own choices. The scalar is an <see cref="Objective"/>, rendering is another call.</summary>
public abstract record ExplanationMethod
{
    /// <summary>What it is called.</summary>
    public abstract string Name { get; }

    /// <summary>Explains each image of a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Preprocessed images of the input's shape.</param>
    /// <param name="objective">The scalar; a logit, as a rule.</param>
    /// <param name="labels">A label for each image, where the objective reads them.</param>
    public abstract IReadOnlyList<Explanation> Explain(Model model, Tensor images, Objective objective, ReadOnlySpan<int> labels = default);

    // Strict sums: which algorithm computes a convolution depends on the batch, and an explanation must not.
    private protected static Plan Compile(Model model, int batch, Objective objective, IReadOnlyList<string> capture, IReadOnlyList<BackwardRule>? rules = null)
        => model.Compile(new PlanOptions { MaxBatch = batch, Objective = objective, Capture = capture, BackwardRules = rules ?? [], Strict = true });

    private protected static Plan Run(Model model, Tensor images, Objective objective, ReadOnlySpan<int> labels, IReadOnlyList<BackwardRule> rules, params string[] capture)
    {
        Plan plan = Compile(model, images.Batch, objective, capture, rules);
        try
        {
            plan.Load(images.Values);
            labels.CopyTo(plan.Labels);
            plan.Run();
            return plan;
        }
        catch
        {
            plan.Dispose();
            throw;
        }
    }

    private protected static string? SoftmaxWarning(Model model, Objective objective) => model.Graph.Output.Op is Softmax && objective is Logit
        ? "this explains a probability, which also rises when other classes fall; explain the logit before the softmax instead"
        : null;

    private protected static string UnitsOf(Objective objective) => objective switch
    {
        Logit or LogitDifference => "logit",
        Probability => "probability",
        CrossEntropy or MeanSquaredError => "loss",
        _ => "activation",
    };
}

/// <summary><c>model.Explain(…)</c>.</summary>
public static class ExplainExtensions
{
    /// <summary>Explains each image of a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Preprocessed images of the input's shape.</param>
    /// <param name="method">How: <c>new GradCam()</c>.</param>
    /// <param name="objective">What: <c>Objective.Logit(3)</c>.</param>
    /// <param name="labels">A label for each image, where the objective reads them.</param>
    public static IReadOnlyList<Explanation> Explain(this Model model, Tensor images, ExplanationMethod method, Objective objective, ReadOnlySpan<int> labels = default)
        => method.Explain(model, images, objective, labels);
}
