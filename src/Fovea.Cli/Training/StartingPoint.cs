using Fovea.Data;
using Fovea.Training;

namespace Fovea.Cli;

/// <summary>The model that a run begins from: declared, from a model file, or declared with weights from a file.</summary>
/// <param name="Model">As it was read.</param>
/// <param name="Weights">What became of a file of weights; null without one.</param>
/// <param name="IsTrained">Its values come from a file.</param>
internal sealed record StartingPoint(Model Model, WeightReport? Weights, bool IsTrained) : IDisposable
{
    /// <summary>Reads it.</summary>
    public static StartingPoint Read(Session s, JobPlan plan)
    {
        // The one place where a run takes a model from a file: whatever MODEL may be elsewhere, --from may be.
        if (plan.Net is null) return new(NetArgument.ReadModel(plan.From!, s), null, true);
        Model declared = NetArgument.Read(plan.Net, s.Seed, plan.Size, plan.Name, s);
        if (plan.From is null) return new(declared, null, NetArgument.IsModel(plan.Net));
        try
        {
            return new(declared, WeightFile.Load(declared, plan.From, plan.Weights), true);
        }
        catch
        {
            declared.Dispose();
            throw;
        }
    }

    /// <summary>True when values are normalised as the weights were trained, not as the images ask for.</summary>
    public bool KnowsStatistics => Weights is null ? IsTrained : Weights.Preprocessing is not null;

    /// <summary>Size rule, mean and deviation that come with the weights.</summary>
    public Preprocessing Preprocessing => Weights?.Preprocessing ?? Model.Preprocessing;

    /// <summary>The model for these classes, with a new head where its own is for others, and the options with that head learning.</summary>
    public (Model Model, TrainOptions Options) For(Session s, JobPlan plan, ImageDataset train)
    {
        string? why = plan.NewHead > 0 ? $"--new-head {plan.NewHead}" : !IsTrained ? null
            : Model.Outputs != train.Classes.Length ? $"the weights are for {Model.Outputs} classes, {train.Name} has {train.Classes.Length}"
            : Model.Labels.Count > 0 && !Model.Labels.SequenceEqual(train.Classes) ? $"the weights are for other classes ({Spelling.List(Model.Labels, 4)})" : null;
        if (why is null) return (Model.With(), plan.Options);
        Node head = ModelParts.HeadOf(Model);
        Model changed = Model.WithHead(plan.NewHead > 0 ? plan.NewHead : train.Classes.Length, s.Seed);
        s.Say(Printable.Of($"new head    {head.Name}, {changed.Outputs} outputs: {why}"));
        s.Say();
        return (changed, plan.Options.Freeze.Count == 0 ? plan.Options : plan.Options with { Freeze = [.. plan.Options.Freeze, "!" + head.Name] });
    }

    public void Dispose() => Model.Dispose();
}
