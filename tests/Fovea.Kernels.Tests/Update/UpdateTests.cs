using Fovea.Golden;

namespace Fovea.Kernels.Tests.UpdateRules;

public sealed class UpdateTests
{
    private const int Length = 203;

    public static TheoryData<string> Rules => ["sgd", "momentum", "dampened", "nesterov", "adam", "adamw", "rmsprop", "rmsprop momentum"];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Twelve_steps_are_the_reference_for_any_split(string rule)
    {
        UpdateRange[] ranges = [new(0, 67, 0.01f), new(67, 150, 0, 0.5f), new(150, 160, 0.1f, 0), new(160, Length, 0.05f, 2)];
        float[] start = Check.Random(1, Length);
        double[] w = Check.Widen(start), a = new double[Length], b = new double[Length];
        for (int t = 1; t <= 12; t++)
            foreach (UpdateRange r in ranges)
            {
                if (r.RateFactor == 0) continue;
                int from = (int)r.Start, count = (int)(r.End - r.Start);
                double[] g = [.. Check.Random(t, Length).Skip(from).Take(count).Select(v => v * 0.5)];
                Reference(rule, w.AsSpan(from, count), g, a.AsSpan(from, count), b.AsSpan(from, count), 0.02 * r.RateFactor, r.WeightDecay, t);
            }
        float[] result = Check.SameForAllParts(parts =>
        {
            using var weights = new BlockBox(start);
            using var gradient = new BlockBox(Length);
            using var first = new BlockBox(Length);
            using var second = new BlockBox(Length);
            using var control = new BlockBox(UpdateControl.Length);
            Call call = Kernel(rule, weights, gradient, first, second, control, ranges);
            for (int t = 1; t <= 12; t++)
            {
                Check.Random(t, Length).CopyTo(gradient.Block.Span);
                new[] { 0.02f, 0.5f, t, 0 }.CopyTo(control.Block.Span);
                Check.Run(parts, 1, call);
            }
            weights.AssertSound();
            first.AssertSound();
            second.AssertSound();
            return weights.Data;
        });
        Check.Near(result, w, 1e-5, 2e-6);
        Check.Bits(start.AsSpan(150, 10), result.AsSpan(150, 10));
    }

    [Fact]
    public void Moving_average_is_the_formula()
    {
        float[] w = Check.Random(1, 99), old = Check.Random(2, 99);
        using var bw = new BlockBox(w);
        float[] result = Check.SameForAllParts(parts =>
        {
            using var average = new BlockBox(old);
            Check.Run(parts, 1, new AverageUpdate("e", bw, average, 0.9f));
            average.AssertSound();
            return average.Data;
        });
        Check.Near(result, [.. old.Select((v, i) => v * 0.9 + w[i] * 0.1)]);
    }

    [Fact]
    public void Golden_paths_of_libtorch()
    {
        foreach (GoldenCase k in GoldenFile.Load("optimizer").Cases)
        {
            string kind = k.Text("kind");
            int rows = k["m"].Shape[0], inputs = k["m"].Shape[1], outputs = k["p0"].Shape[1], length = inputs * outputs;
            using var weights = new BlockBox(k["p0"].Data);
            using var gradient = new BlockBox(length);
            using var first = new BlockBox(length);
            using var second = new BlockBox(length);
            using var control = new BlockBox(UpdateControl.Length);
            float momentum = (float)k.Number("momentum");
            UpdateRange[] ranges = [new(0, length, (float)k.Number("weight_decay"))];
            Call call = kind switch
            {
                "adam" or "adamw" => new AdamUpdate("u", weights, gradient, first, second, control, ranges, decoupled: kind == "adamw"),
                "rmsprop" => new RmsPropUpdate("u", weights, gradient, first, second, control, ranges, momentum: momentum),
                _ => new SgdUpdate("u", weights, gradient, first, control, ranges, momentum, nesterov: kind.Contains("nesterov", StringComparison.Ordinal)),
            };
            double[] w = Check.Widen(k["p0"].Data), a = new double[length], b = new double[length];
            for (int t = 1; t <= 12; t++)
            {
                Gradient(k, rows, inputs, outputs, Check.Widen(weights.Data)).Select(v => (float)v).ToArray().CopyTo(gradient.Block.Span);
                new[] { (float)k.Number("lr"), 1, t, 0 }.CopyTo(control.Block.Span);
                Check.Run(2, 1, call);
                Assert.True(GoldenFile.RelativeError(weights.Data, k[$"p{t}"].Data) <= 1e-5, $"{kind} step {t}: {GoldenFile.RelativeError(weights.Data, k[$"p{t}"].Data)}");

                double[] g = Gradient(k, rows, inputs, outputs, w);
                double lr = k.Number("lr"), decay = k.Number("weight_decay");
                if (kind is "adam" or "adamw") UpdateReference.Adam<double>(w, g, a, b, lr, decay, 0.9, 0.999, 1e-8, kind == "adamw", t);
                else if (kind == "rmsprop") UpdateReference.RmsProp<double>(w, g, a, b, lr, decay, 0.99, 1e-8, momentum);
                else UpdateReference.Sgd<double>(w, g, a, lr, decay, momentum, 0, kind.Contains("nesterov", StringComparison.Ordinal), t);
                Assert.True(GoldenFile.RelativeError(Check.Narrow(w), k[$"p{t}"].Data) <= 1e-5, $"{kind} reference step {t}");
            }
        }
    }

    // The loss is the mean of (m·p − target)².
    private static double[] Gradient(GoldenCase k, int rows, int inputs, int outputs, double[] p)
    {
        float[] m = k["m"].Data, target = k["target"].Data;
        var g = new double[p.Length];
        for (int r = 0; r < rows; r++)
            for (int o = 0; o < outputs; o++)
            {
                double d = -target[r * outputs + o];
                for (int i = 0; i < inputs; i++) d += m[r * inputs + i] * p[i * outputs + o];
                for (int i = 0; i < inputs; i++) g[i * outputs + o] += 2 * d * m[r * inputs + i] / (rows * outputs);
            }
        return g;
    }

    private static void Reference(string rule, Span<double> w, double[] g, Span<double> a, Span<double> b, double rate, double decay, int t)
    {
        switch (rule)
        {
            case "sgd": UpdateReference.Sgd(w, g, a, rate, decay, 0, 0, false, t); break;
            case "momentum": UpdateReference.Sgd(w, g, a, rate, decay, 0.9, 0, false, t); break;
            case "dampened": UpdateReference.Sgd(w, g, a, rate, decay, 0.9, 0.3, false, t); break;
            case "nesterov": UpdateReference.Sgd(w, g, a, rate, decay, 0.9, 0, true, t); break;
            case "rmsprop": UpdateReference.RmsProp(w, g, a, b, rate, decay, 0.99, 1e-8, 0); break;
            case "rmsprop momentum": UpdateReference.RmsProp(w, g, a, b, rate, decay, 0.99, 1e-8, 0.9); break;
            default: UpdateReference.Adam(w, g, a, b, rate, decay, 0.9, 0.999, 1e-8, rule == "adamw", t); break;
        }
    }

    private static Call Kernel(string rule, FloatBlock w, FloatBlock g, FloatBlock a, FloatBlock b, FloatBlock control, UpdateRange[] ranges) => rule switch
    {
        "sgd" => new SgdUpdate(rule, w, g, default, control, ranges),
        "momentum" => new SgdUpdate(rule, w, g, a, control, ranges, 0.9f),
        "dampened" => new SgdUpdate(rule, w, g, a, control, ranges, 0.9f, 0.3f),
        "nesterov" => new SgdUpdate(rule, w, g, a, control, ranges, 0.9f, 0, true),
        "rmsprop" => new RmsPropUpdate(rule, w, g, a, default, control, ranges),
        "rmsprop momentum" => new RmsPropUpdate(rule, w, g, a, b, control, ranges, momentum: 0.9f),
        _ => new AdamUpdate(rule, w, g, a, b, control, ranges, decoupled: rule == "adamw"),
    };
}
