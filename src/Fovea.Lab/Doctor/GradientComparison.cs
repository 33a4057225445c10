using Fovea.Kernels;

namespace Fovea.Lab;

/// <summary>How far three ways to the same gradients lie apart.</summary>
/// <param name="DifferenceError">Largest relative error of the reference gradients in double against central differences of the loss along a direction.</param>
/// <param name="WorstDifference">The parameter of that direction.</param>
/// <param name="PlanError">Largest relative error of a parameter's gradient in the plan against the reference in double, in the Euclidean norm.</param>
/// <param name="WorstPlan">That parameter.</param>
/// <param name="Directions">Directions along which differences were taken.</param>
/// <param name="Parameters">Parameters whose gradients were compared.</param>
internal sealed record GradientComparison(double DifferenceError, string WorstDifference, double PlanError, string WorstPlan, int Directions, int Parameters)
{
    // A ReLU that switches within the step spoils a difference; within a smaller step it does not. A wrong gradient is wrong at every one.
    private static readonly double[] StepSizes = [1e-6, 1e-7, 1e-8];
    private const double Doubtful = 1e-5;
    private const ulong Seed = 17;

    // Below this share of the largest one a gradient is rounding: that of a bias before batch norm is 0 and comes out as 1e-9.
    private const double Floor = 1e-4;

    public static GradientComparison Measure(Model model, (float[] Pixels, int[] Labels) images, int directions, Patient p, ReluRule rule = ReluRule.Standard)
    {
        Objective objective = Objective.CrossEntropy();
        Parameter[] trainable = [.. model.Parameters.All.Where(q => q.Spec.IsTrainable)];
        double[] pixels = Array.ConvertAll(images.Pixels, v => (double)v);
        ReferenceRun<double> exact = Run(ReferenceRun<double>.Copy(model.Parameters));
        (double plan, string worstPlan) = Plan(model, images, exact, trainable, objective, rule, p);

        // Each direction of its own moves one parameter; the last one moves all that are left together.
        Parameter[][] groups = trainable.Length <= directions
            ? [.. trainable.Select(q => new[] { q })]
            : [.. trainable.Take(directions - 1).Select(q => new[] { q }), trainable[(directions - 1)..]];
        (double Analytic, double Numeric)[] slopes = new (double, double)[groups.Length];
        int done = 0;
        var gate = new Lock();
        Parallel.For(0, groups.Length, new ParallelOptions { CancellationToken = p.Cancel, MaxDegreeOfParallelism = p.Options.Threads == 0 ? Environment.ProcessorCount : p.Options.Threads }, g =>
        {
            slopes[g] = Slope(model, groups[g], exact, Run);
            lock (gate) p.Say("gradients", (double)++done / groups.Length);
        });
        double floor = Floor * slopes.Max(s => Math.Abs(s.Analytic));
        double[] errors = [.. slopes.Select(s => Error(s.Analytic, s.Numeric, floor))];
        int worst = Array.IndexOf(errors, errors.Max());
        return new GradientComparison(errors[worst], groups[worst].Length == 1 ? groups[worst][0].Name : "the others together", plan, worstPlan, groups.Length, trainable.Length);

        ReferenceRun<double> Run(Dictionary<string, double[]> values)
            => ReferenceRun<double>.Execute(model.Graph, values, pixels, images.Labels, objective, training: true, seed: p.Options.Seed);
    }

    private static (double Analytic, double Numeric) Slope(Model model, Parameter[] group, ReferenceRun<double> exact, Func<Dictionary<string, double[]>, ReferenceRun<double>> run)
    {
        double analytic = 0;
        var moves = new Dictionary<string, double[]>();
        foreach (Parameter q in group)
        {
            double[] gradient = exact.ParameterGradient(q.Name);
            ReadOnlySpan<float> values = model.Parameters.Values(q).Span;
            double norm = Math.Sqrt(gradient.Sum(v => v * v)), size = 0;
            foreach (float v in values) size += (double)v * v;
            size = size > 0 ? Math.Sqrt(size) : 0.01 * Math.Sqrt(values.Length);
            uint stream = CounterRandom.Stream(q.Name);
            double[] move = new double[gradient.Length];
            // Half along the gradient, so that the slope is not lost in rounding; half at random, so that no error hides beside it.
            for (int i = 0; i < move.Length; i++)
                move[i] = size * ((norm > 0 ? gradient[i] / norm : 0) + CounterRandom.Normal(Seed, stream, 0, (uint)i) / Math.Sqrt(move.Length));
            for (int i = 0; i < move.Length; i++) analytic += gradient[i] * move[i];
            moves[q.Name] = move;
        }
        double nearest = double.NaN;
        foreach (double step in StepSizes)
        {
            double numeric = (Loss(step) - Loss(-step)) / (2 * step);
            if (!(Math.Abs(numeric - analytic) >= Math.Abs(nearest - analytic))) nearest = numeric;
            if (Error(analytic, nearest, 1e-9) < Doubtful) break;
        }
        return (analytic, nearest);

        double Loss(double step)
        {
            Dictionary<string, double[]> values = ReferenceRun<double>.Copy(model.Parameters);
            foreach ((string name, double[] move) in moves)
                for (int i = 0; i < move.Length; i++) values[name][i] += step * move[i];
            return run(values).Value;
        }
    }

    private static double Error(double a, double b, double floor) => Math.Abs(a - b) / Math.Max(floor, Math.Max(Math.Abs(a), Math.Abs(b)));

    private static (double Error, string Worst) Plan(Model model, (float[] Pixels, int[] Labels) images, ReferenceRun<double> exact, Parameter[] trainable, Objective objective, ReluRule rule, Patient p)
    {
        using Model copy = model.With();
        using Plan plan = copy.Compile(new PlanOptions { MaxBatch = images.Labels.Length, Threads = p.Options.Threads, Training = true, Objective = objective, ParameterGradients = true, BackwardRules = rule == ReluRule.Standard ? [] : [new ReluBackward(rule)] });
        plan.Load(images.Pixels);
        images.Labels.CopyTo(plan.Labels);
        plan.Run(p.Options.Seed);
        double largest = trainable.Max(q => Math.Sqrt(exact.ParameterGradient(q.Name).Sum(v => v * v))), error = 0;
        string worst = trainable[0].Name;
        foreach (Parameter q in trainable)
        {
            ReadOnlySpan<float> got = plan.Gradient(q.Name);
            double[] wanted = exact.ParameterGradient(q.Name);
            double difference = 0, norm = 0;
            for (int i = 0; i < wanted.Length; i++)
            {
                difference += (got[i] - wanted[i]) * (got[i] - wanted[i]);
                norm += wanted[i] * wanted[i];
            }
            double relative = Math.Sqrt(difference) / Math.Max(Math.Max(Math.Sqrt(norm), 1e-3 * largest), 1e-30);
            if (relative > error) (error, worst) = (relative, q.Name);
        }
        return (error, worst);
    }
}
