using System.Globalization;
using Fovea.Analysis;
using Fovea.Data;
using Fovea.Kernels;

namespace Fovea.Lab;

/// <summary>The gradients of this very network: those of the plan against the reference loops in double, and these against differences of the loss.</summary>
internal sealed class GradientCheck : DoctorCheck
{
    // The reference loops are plain: some hundred million multiply-accumulates a second in double.
    private const double ReferenceMacs = 3e9, QuickReferenceMacs = 1e9;
    private const int MostImages = 2;

    public override string Name => "gradients";

    public override string Question => "Are the gradients of this network what the differences of its loss say?";

    public override bool Trains => true;

    public override CheckResult Run(Patient p)
    {
        double work = p.Options.Quick ? QuickReferenceMacs : ReferenceMacs, each = Math.Max(1, p.Model.Graph.Cost.Macs) * (double)MostImages;
        // A forward and a backward pass, then two forward passes for each direction.
        int directions = (int)Math.Min(64, (work / each - 3) / 2);
        if (directions < 2) return Skipped(string.Create(CultureInfo.InvariantCulture, $"{p.Model.Graph.Cost.Macs:N0} multiply-accumulates an image are too many for the reference loops; a smaller input (--size) would do"));
        using Model jittered = Jittered(p);
        return Judge(GradientComparison.Measure(jittered, Images(p), directions, p));
    }

    /// <summary>The verdict on what was measured.</summary>
    /// <remarks>Thresholds of the differences: CS231n, Stanford, "Neural networks 3": relative errors above 1e-2 are usually wrong, 1e-4 is uncomfortable for smooth functions, 1e-7 is happy.</remarks>
    public CheckResult Judge(GradientComparison c)
    {
        Evidence[] numbers = [new("differenceError", c.DifferenceError), new("planError", c.PlanError), new("directions", c.Directions), new("parameters", c.Parameters)];
        string found = string.Create(CultureInfo.InvariantCulture,
            $"relative error {c.DifferenceError:0.0e+0} against differences of the loss in double ({c.Directions} directions, worst {c.WorstDifference}), {c.PlanError:0.0e+0} of the plan in single precision (worst {c.WorstPlan})");
        const string advice = "this is a fault of Fovea and not of the network: please report it with the network; --strict may help until then";
        if (c.DifferenceError > 1e-2 || c.PlanError > 1e-2) return Broken(found, advice, numbers);
        return c.DifferenceError > 1e-4 || c.PlanError > 1e-3
            ? Doubtful(found, "a ReLU whose input is almost 0 can do this: try another --seed, and report it when it stays", numbers)
            : Sound(found, numbers);
    }

    // A ReLU whose input is exactly 0 has no gradient, and first biases of 0 on a black margin make many of these: everything is moved a little.
    private static Model Jittered(Patient p)
    {
        Model copy = p.Fresh();
        foreach (Parameter q in copy.Parameters.All.Where(q => q.Spec.IsTrainable))
        {
            Span<float> values = copy.Parameters.Values(q).Span;
            uint stream = CounterRandom.Stream(q.Name);
            double squares = 0;
            foreach (float v in values) squares += (double)v * v;
            float scale = 0.01f * (squares > 0 ? (float)Math.Sqrt(squares / values.Length) : 1);
            for (int i = 0; i < values.Length; i++) values[i] += scale * CounterRandom.Normal(p.Options.Seed, stream, 1, (uint)i);
        }
        copy.Parameters.MarkChanged();
        return copy;
    }

    private static (float[] Pixels, int[] Labels) Images(Patient p)
    {
        using var loader = new BatchLoader(p.Data.Train, InputFormat.Of(p.Model), new LoaderOptions { BatchSize = Math.Min(MostImages, p.Data.Train.Count), Shuffle = true, Seed = p.Options.Seed, EndEpoch = 1 });
        loader.TryNext(out Batch? batch, p.Cancel);
        float[] pixels = batch!.Pixels.ToArray();
        uint stream = CounterRandom.Stream("gradients");
        for (int i = 0; i < pixels.Length; i++) pixels[i] += 0.01f * CounterRandom.Normal(p.Options.Seed, stream, 0, (uint)i);
        return (pixels, batch.Labels[..batch.Count]);
    }
}
