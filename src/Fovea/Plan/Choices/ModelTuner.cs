using Fovea.Kernels;

namespace Fovea;

/// <summary>
/// Measures the algorithms of each convolution where they will run: in the whole plan, between the calls before and after them, with
/// the caches as those leave them.
/// </summary>
internal static class ModelTuner
{
    // The table's choice stays unless another is faster by more than two measurements of the same thing differ.
    private const double LeastGain = 0.05;

    private const int MostCandidates = 3;

    public static Tuning Of(Model model, TuneOptions options, IProgress<double>? progress, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Repetitions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Rounds, 1);
        PlanOptions plan = options.PlanFor(model);
        int batch;
        ChosenAlgorithm[] all;
        using (Plan table = model.Compile(plan))
        {
            batch = table.PieceImages;
            all = [.. table.Chosen.Where(c => ConvCandidates.Of(c.Geometry, plan.Variant).Count > 1)];
        }
        Dictionary<ChoiceKey, AlgorithmChoice> known = (options.Known?.Choices ?? []).ToDictionary(c => c.Key);
        ILookup<ChoiceKey, ChosenAlgorithm> layers = all.ToLookup(Key);
        HashSet<ChoiceKey> wanted = [.. from layer in layers where options.Again || !known.ContainsKey(layer.Key) select layer.Key];
        var times = new Dictionary<(ChoiceKey, ConvAlgorithm), double>();
        if (wanted.Count > 0) Measure();
        AlgorithmChoice[] made = [.. from layer in layers where wanted.Contains(layer.Key) select Choose(layer.Key, layer.First())];
        var choices = new AlgorithmChoices { Processor = ProcessorModel.Name, Variant = KernelTable.Resolve(plan.Variant), Choices = [.. known.Values.Where(c => !wanted.Contains(c.Key)), .. made] };
        return new Tuning
        {
            Name = model.Name,
            Batch = options.Batch,
            Training = options.Training,
            Choices = choices,
            Lines = [.. from layer in layers
                let first = layer.First()
                select new TuningLine([.. layer.Select(c => c.Node.Name).Distinct()], choices.Find(first.Geometry, batch, plan.ParameterGradients, first.Direction)!,
                    first.Algorithm, !wanted.Contains(layer.Key))],
        };

        ChoiceKey Key(ChosenAlgorithm c) => ChoiceKey.Of(c.Geometry, batch, plan.ParameterGradients, c.Direction);

        void Measure()
        {
            int done = 0;
            for (int round = 0; round < options.Rounds; round++)
                for (int candidate = 0; candidate < MostCandidates; candidate++)
                {
                    using Plan forced = model.Compile(plan with { Candidate = candidate });
                    ModelProfile.Load(forced, options.Batch);
                    Dictionary<Call, double> calls = forced.MeasureCalls(options.Repetitions, cancel);
                    foreach (var layer in forced.Chosen.Where(c => wanted.Contains(Key(c))).GroupBy(c => (Key(c), c.Algorithm)))
                    {
                        double mean = layer.Average(c => c.Calls.Sum(call => calls.GetValueOrDefault(call)));
                        times[layer.Key] = Math.Min(mean, times.GetValueOrDefault(layer.Key, double.PositiveInfinity));
                    }
                    progress?.Report((double)++done / (options.Rounds * MostCandidates));
                }
        }

        AlgorithmChoice Choose(ChoiceKey key, ChosenAlgorithm table)
        {
            Dictionary<ConvAlgorithm, double> measured = ConvCandidates.Of(table.Geometry, plan.Variant).ToDictionary(a => a, a => times[(key, a)]);
            ConvAlgorithm fastest = measured.MinBy(m => m.Value).Key;
            return new AlgorithmChoice
            {
                Layer = key.Layer,
                Batch = key.Batch,
                Training = key.Training,
                Direction = key.Direction,
                Algorithm = measured[fastest] < (1 - LeastGain) * measured[table.Algorithm] ? fastest : table.Algorithm,
                Milliseconds = measured,
            };
        }
    }
}
