namespace Fovea.Bench;

/// <summary>One convolution at a time: forward, and forward with the gradients of input and weights.</summary>
internal sealed class LayersBenchmark() : Benchmark("layers", "milliseconds", "ours", "default", "ch.-last")
{
    private const double Tolerance = 1e-4;

    public override IEnumerable<Result> Run(Arguments arguments)
    {
        foreach (LayerCase c in LayerCase.All)
        {
            string forward = $"{c.Name} forward", gradients = $"{c.Name} forward+gradients";
            if (!arguments.Wants(forward) && !arguments.Wants(gradients)) continue;
            using Model model = Model.Parse(c.Net, seed: 1);
            foreach (int threads in arguments.Threads)
            {
                using var standard = new TorchLayer(c, model, channelsLast: false, threads);
                using var channelsLast = new TorchLayer(c, model, channelsLast: true, threads);
                using var ours = new FoveaLayer(c, model, threads);
                LayerContender[] contenders = [ours, standard, channelsLast];
                SameValues(c, contenders);
                if (arguments.Wants(forward)) yield return Time(forward, [.. contenders.Select(x => (Action)x.Forward)]);
                if (arguments.Wants(gradients)) yield return Time(gradients, [.. contenders.Select(x => (Action)x.ForwardAndGradients)]);

                TimeResult Time(string name, Action[] actions)
                {
                    Timing[] t = Alternating.Time(actions, arguments.Repetitions);
                    return new TimeResult(name, threads, t[0], [new("Default", t[1]), new("ChannelsLast", t[2])]);
                }
            }
        }
    }

    private static void SameValues(LayerCase c, LayerContender[] contenders)
    {
        var (output, inputGradient, weightGradient) = contenders[1].Values();
        foreach (LayerContender x in contenders)
        {
            var (y, dx, dw) = x.Values();
            Same.Check($"{c.Name} output", x.Name, y, output, Tolerance);
            Same.Check($"{c.Name} input gradient", x.Name, dx, inputGradient, Tolerance);
            Same.Check($"{c.Name} weight gradient", x.Name, dw, weightGradient, Tolerance);
        }
    }
}
