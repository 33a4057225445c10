using System.Text.Json;
using Fovea.Kernels;
using static Fovea.Tests.ChoiceRig;

namespace Fovea.Tests;

/// <summary>Measuring: what is fastest depends on the machine, what is measured and kept does not.</summary>
public sealed class TuneTests
{
    private static readonly TuneOptions Quick = new() { Batch = 4, Threads = 2, Repetitions = 1, Rounds = 1 };

    [Fact]
    public void Each_computation_with_a_choice_is_measured_once()
    {
        if (!HasChoice) return;
        using Model model = Model.Parse("12x12x16 | conv 16 3x3 | relu | conv 16 3x3 | relu | conv 16 5x5 | maxpool 2 | conv 16 1x1 | conv 8 3x3 | globalavgpool | dense 4");
        Tuning step = model.Tune(Quick with { Training = true }), forward = model.Tune(Quick);
        Assert.Equal(["conv1 conv2: Forward", "conv3: Forward", "conv3: WeightGradient", "conv3: InputGradient", "conv1 conv2: WeightGradient", "conv2: InputGradient"],
            step.Lines.Select(l => $"{string.Join(' ', l.Nodes)}: {l.Choice.Direction}").Select(l => l.Replace("conv2 conv1", "conv1 conv2", StringComparison.Ordinal)));
        Assert.Equal(["conv1 conv2", "conv3"], forward.Lines.Select(l => string.Join(' ', l.Nodes)));
        foreach (AlgorithmChoice c in step.Choices.Choices.Concat(forward.Choices.Choices))
        {
            Assert.Equal(4, c.Batch);
            Assert.Equal(c.Layer.Contains("5x5", StringComparison.Ordinal) ? [ConvAlgorithm.Direct, ConvAlgorithm.F3Window5] : [ConvAlgorithm.Direct, ConvAlgorithm.F2, ConvAlgorithm.F4], c.Milliseconds.Keys.Order());
            Assert.All(c.Milliseconds.Values, ms => Assert.True(ms > 0));
            Assert.Contains(c.Algorithm, c.Milliseconds.Keys);
        }
        Assert.All(step.Choices.Choices, c => Assert.True(c.Training));
        Assert.All(forward.Choices.Choices, c => Assert.False(c.Training));
    }

    [Fact]
    public void The_table_s_choice_stays_unless_another_is_clearly_faster()
    {
        if (!HasChoice) return;
        using Model model = Model.Parse(Net);
        foreach (TuningLine line in model.Tune(Quick with { Training = true }).Lines)
        {
            double fastest = line.Choice.Milliseconds.Values.Min(), chosen = line.Choice.Milliseconds[line.Choice.Algorithm];
            Assert.Equal(line.Choice.Algorithm == line.Table ? chosen : fastest, chosen);
            Assert.True(fastest >= 0.949 * chosen);
            Assert.True(line.GainMilliseconds >= 0);
        }
    }

    [Fact]
    public void What_is_known_stays_and_is_not_measured_again()
    {
        if (!HasChoice) return;
        using Model model = Model.Parse(Net);
        AlgorithmChoice known = Choice("12x12x16 conv 32 3x3 pad 1,1,1,1", ConvAlgorithm.Direct, training: false), foreign = Choice("9x9x16 conv 32 3x3 pad 1,1,1,1", ConvAlgorithm.F2, training: false);
        Tuning tuning = model.Tune(Quick with { Known = Of(known, foreign) });
        Assert.Same(known, tuning.Lines[0].Choice);
        Assert.Equal([true, false, false, false], tuning.Lines.Select(l => l.Known));
        Assert.Equal([known, foreign], tuning.Choices.Choices.Take(2));
        Assert.Equal(5, tuning.Choices.Choices.Count);

        Tuning all = model.Tune(Quick with { Known = tuning.Choices });
        Assert.All(all.Lines, l => Assert.True(l.Known));
        Assert.Equal(tuning.Choices.Choices, all.Choices.Choices);

        Tuning again = model.Tune(Quick with { Known = tuning.Choices, Again = true });
        Assert.All(again.Lines, l => Assert.False(l.Known));
        Assert.Equal(5, again.Choices.Choices.Count);
        Assert.Contains(foreign, again.Choices.Choices);
        Assert.DoesNotContain(known, again.Choices.Choices);
    }

    [Fact]
    public void The_model_is_left_as_it_was_and_progress_ends_at_one()
    {
        using Model model = Model.Parse(Net, seed: 2);
        float[] before = [.. model.Parameters.Trainable.Span, .. model.Parameters.Statistics.Span];
        var seen = new List<double>();
        model.Tune(Quick with { Training = true, Rounds = 2 }, new Each(seen.Add));
        float[] after = [.. model.Parameters.Trainable.Span, .. model.Parameters.Statistics.Span];
        Assert.Equal(before, after);
        if (HasChoice) Assert.Equal(1, seen[^1]);
        Assert.Equal(seen.Order(), seen);
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        if (!HasChoice) return;
        using Model model = Model.Parse(Net);
        Assert.Throws<OperationCanceledException>(() => model.Tune(Quick, cancel: new CancellationToken(canceled: true)));
    }

    // A plan in pieces looks its choices up by the images of a piece.
    [Fact]
    public void A_batch_in_pieces_is_measured_in_pieces()
    {
        if (!HasChoice) return;
        using Model model = Model.Parse("256x256x16 | conv 16 3x3 | relu | conv 16 3x3 | globalavgpool | dense 4");
        Tuning tuning = model.Tune(new TuneOptions { Batch = 16, Repetitions = 1, Rounds = 1 });
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 16, Choices = tuning.Choices });
        Assert.True(plan.PieceImages < 16);
        Assert.Equal(plan.PieceImages, tuning.Choices.Choices[0].Batch);
        Assert.All(plan.Chosen.Where(c => c.Node.Name.StartsWith("conv", StringComparison.Ordinal)), c => Assert.NotNull(c.Measured));
    }

    [Fact]
    public void Text_and_json_show_the_same()
    {
        if (!HasChoice) return;
        AlgorithmChoice first = Choice("12x12x16 conv 32 3x3 pad 1,1,1,1", ConvAlgorithm.F2) with { Milliseconds = new Dictionary<ConvAlgorithm, double> { [ConvAlgorithm.Direct] = 3, [ConvAlgorithm.F2] = 1, [ConvAlgorithm.F4] = 1.5 } };
        AlgorithmChoice second = Choice("12x12x16 conv 16 5x5 pad 2,2,2,2", ConvAlgorithm.Direct, ConvDirection.WeightGradient) with { Milliseconds = new Dictionary<ConvAlgorithm, double> { [ConvAlgorithm.Direct] = 0.25, [ConvAlgorithm.F3Window5] = 0.5 } };
        var tuning = new Tuning
        {
            Name = "net",
            Batch = 4,
            Training = true,
            Choices = Of(first, second) with { Processor = "P", Variant = KernelVariant.Avx2 },
            Lines = [new TuningLine(["conv1", "conv2"], first, ConvAlgorithm.F4, false), new TuningLine(["conv4"], second, ConvAlgorithm.Direct, true)],
        };
        Assert.Equal("""
            net: batch 4, a training step, Avx2 kernels on P

            layer                             direction       direct ms  F2, F3 ms      F4 ms  chosen     table      nodes
            12x12x16 conv 32 3x3 pad 1,1,1,1  Forward             3.000      1.000      1.500  F2         F4         conv1 conv2
            12x12x16 conv 16 5x5 pad 2,2,2,2  WeightGradient      0.250      0.500             Direct     Direct     conv4 (known)

            1 of 2 differ from the table, which is 1.00 ms a run

            """.ReplaceLineEndings("\n"), tuning.ToString());
        using JsonDocument json = JsonDocument.Parse(tuning.ToJson());
        Assert.Equal(1, json.RootElement.GetProperty("gainMilliseconds").GetDouble());
        Assert.Equal("F2", json.RootElement.GetProperty("layers")[0].GetProperty("algorithm").GetString());
        Assert.Equal(0.5, json.RootElement.GetProperty("layers")[1].GetProperty("milliseconds").GetProperty("F3Window5").GetDouble());
    }

    [Fact]
    public void Without_a_choice_there_is_nothing_to_measure()
    {
        using Model model = Model.Parse("12x12x3 | conv 8 3x3 | relu | flatten | dense 4", name: "tiny");
        Tuning tuning = model.Tune(Quick);
        Assert.Empty(tuning.Lines);
        Assert.EndsWith("no convolution here has a choice: those with 3×3 windows, stride 1 or 2, and 5×5 windows, stride 1, have, from 16 channels on\n", tuning.ToString(), StringComparison.Ordinal);
    }

    private sealed class Each(Action<double> seen) : IProgress<double>
    {
        public void Report(double value) => seen(value);
    }
}
