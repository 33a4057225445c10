using Fovea.Kernels;
using static Fovea.Tests.ChoiceRig;

namespace Fovea.Tests;

/// <summary>Plans that compute their convolutions as a measurement says.</summary>
public sealed class AlgorithmChoicesTests
{
    [Fact]
    public void A_plan_follows_its_choices_and_the_table_where_there_is_none()
    {
        if (!HasChoice) return;
        using Model model = Model.Parse(Net, seed: 3);
        AlgorithmChoices choices = Of(Choice("12x12x16 conv 32 3x3 pad 1,1,1,1", ConvAlgorithm.F2), Choice("12x12x16 conv 32 3x3 pad 1,1,1,1", ConvAlgorithm.Direct, ConvDirection.WeightGradient),
            Choice("12x12x32 conv 16 3x3 pad 1,1,1,1", ConvAlgorithm.F2, ConvDirection.InputGradient), Choice("12x12x16 conv 16 5x5 pad 2,2,2,2", ConvAlgorithm.Direct),
            Choice("12x12x16 conv 16 3x3 pad 1,1,1,1", ConvAlgorithm.F2, batch: 8), Choice("12x12x16 conv 16 3x3 pad 1,1,1,1", ConvAlgorithm.F2, training: false));
        using Plan table = model.Compile(Training()), plan = model.Compile(Training() with { Choices = choices });
        string[] Changed(string call) => [.. plan.ToString().Split('\n').Where(l => l.Contains(call, StringComparison.Ordinal) && !l.Contains(" pack ", StringComparison.Ordinal)).Select(l => l[6..])];
        Assert.Equal(["conv1 conv2d-winograd2 12×12×32 relu"], Changed("conv1 conv2d-"));
        Assert.StartsWith("conv1.weight.grad conv2d-direct", Changed("conv1.weight.grad")[0], StringComparison.Ordinal);
        Assert.Equal(["conv2.input.grad conv2d-winograd2 12×12×32"], Changed("conv2.input.grad"));
        Assert.Equal(["conv4 conv2d-direct 12×12×16"], Changed("conv4 conv2d-"));
        foreach (ChosenAlgorithm other in plan.Chosen.Where(c => c.Measured is null))
            Assert.Equal(table.Chosen.Single(c => (c.Node, c.Direction) == (other.Node, other.Direction)).Algorithm, other.Algorithm);
        Assert.Equal(4, plan.Chosen.Count(c => c.Measured is not null));
    }

    [Fact]
    public void Every_algorithm_that_may_be_chosen_agrees_with_the_direct_one()
    {
        if (!HasChoice) return;
        for (int i = 0; i < 20; i++)
        {
            var random = new Random(i);
            int Channels() => random.Next(16, 40);
            string Window() => random.Next(3) == 0 ? "5x5" : "3x3";
            string net = $"{random.Next(3, 12)}x{random.Next(3, 12)}x{Channels()} | conv {Channels()} {Window()} | relu | conv {Channels()} {Window()} pad {random.Next(1, 3)} nobias | bn | relu | conv {Channels()} {Window()} | globalavgpool | dense 4";
            using Model model = Model.Parse(net, seed: (ulong)i);
            PlanOptions options = Training(random.Next(1, 4) * 2) with { Threads = 1 + (i % 3) };
            using Plan strict = model.Compile(options with { Strict = true });
            float[] expected = Outcome(strict);
            for (int candidate = 0; candidate < 3; candidate++)
            {
                using Plan plan = model.Compile(options with { Candidate = candidate });
                PlanRig.Close(Array.ConvertAll(expected, v => (double)v), Outcome(plan), $"{net}, candidate {candidate}\n{plan}", 1e-4);
                if (candidate == 0) PlanRig.SameBits(expected, Outcome(plan), $"{net}: the direct algorithm");
            }
        }
    }

    [Fact]
    public void The_choice_is_the_same_for_any_number_of_threads_and_so_are_the_bits()
    {
        using Model model = Model.Parse(Net, seed: 3);
        AlgorithmChoices choices = model.Tune(new TuneOptions { Batch = 4, Training = true, Threads = 2, Repetitions = 1, Rounds = 1 }).Choices;
        float[]? first = null;
        foreach (int threads in (int[])[1, 2, 3, 8])
        {
            using Plan plan = model.Compile(Training() with { Threads = threads, Choices = choices });
            float[] outcome = Outcome(plan);
            PlanRig.SameBits(first ??= outcome, outcome, $"{threads} threads");
        }
    }

    [Fact]
    public void Strict_plans_and_kernels_without_transforms_do_without()
    {
        using Model model = Model.Parse(Net, seed: 3);
        AlgorithmChoices choices = Of(Choice("12x12x16 conv 32 3x3 pad 1,1,1,1", ConvAlgorithm.F2));
        using Plan strict = model.Compile(Training() with { Choices = choices, Strict = true }), slow = model.Compile(Training() with { Choices = choices, Variant = KernelVariant.Vector128 });
        foreach (Plan plan in (Plan[])[strict, slow]) Assert.DoesNotContain("winograd", plan.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_says_what_was_measured()
    {
        if (!HasChoice) return;
        using Model model = Model.Parse(Net, seed: 3);
        AlgorithmChoice choice = Choice("12x12x16 conv 32 3x3 pad 1,1,1,1", ConvAlgorithm.F2, training: false) with
        {
            Milliseconds = new Dictionary<ConvAlgorithm, double> { [ConvAlgorithm.F4] = 0.5, [ConvAlgorithm.Direct] = 1.256 },
        };
        PlanProfile profile = model.Profile(new ProfileOptions { Batch = 4, Repetitions = 1, Peak = new MachinePeak(1, 100, 20, 18), Choices = Of(choice) });
        Assert.Equal("measured: Direct 1.26 ms, F4 0.5 ms; 3×3 window, stride 1, 16 → 32 channels, 36 2×2 tiles an image", profile.Lines.Single(l => l.Name.StartsWith("conv1 conv2d-", StringComparison.Ordinal)).Why);
        Assert.DoesNotContain("measured: ", profile.Lines.Single(l => l.Name.StartsWith("conv2 conv2d-", StringComparison.Ordinal)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Those_of_a_network_are_the_ones_with_its_layers()
    {
        using Model model = Model.Parse(Net);
        AlgorithmChoice own = Choice("12x12x16 conv 32 3x3 pad 1,1,1,1", ConvAlgorithm.F2), other = Choice("12x12x16 conv 48 3x3 pad 1,1,1,1", ConvAlgorithm.F2);
        Assert.Equal([own], Of(own, other).For(model.Graph).Choices);
    }
}
