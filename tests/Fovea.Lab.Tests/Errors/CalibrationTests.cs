using Fovea.Kernels;

namespace Fovea.Lab.Tests;

/// <summary>Calibration: what is known of made-up answers is measured again.</summary>
public sealed class CalibrationTests
{
    private const float Scale = 20;

    // Labels are drawn from softmax(byte / 20): a model with that scale is calibrated, one with a third of it is three times too sure.
    private static Data.ArrayDataset Drawn(int count)
    {
        byte[][] pixels = [.. Enumerable.Range(0, count).Select(i => (byte[])[.. Enumerable.Range(0, 3).Select(c => (byte)CounterRandom.Below(90, 5, 1, (ulong)c, (uint)i))])];
        int[] labels = [.. pixels.Select((p, i) =>
        {
            double[] e = [.. p.Select(v => Math.Exp(v / Scale))];
            double at = CounterRandom.Uniform(5, 2, 0, (uint)i) * e.Sum();
            return at < e[0] ? 0 : at < e[0] + e[1] ? 1 : 2;
        })];
        return Known.Set(pixels, labels);
    }

    private static Calibration Of(float scale, int count = 4000)
    {
        using Model model = Known.Model(scale);
        return Calibration.Of(AnswerSet.Of(model, Drawn(count), "answers", Known.Run), seed: 3);
    }

    [Fact]
    public void A_calibrated_model_has_the_error_of_chance_and_a_temperature_of_one()
    {
        Calibration c = Of(Scale);
        Assert.InRange(c.All.Ece, 0.5 * c.All.EceByChance, 2 * c.All.EceByChance);
        Assert.InRange(c.Temperature!.Value, 0.9, 1.1);
        Assert.Equal(2000, c.FittedOn);
    }

    [Fact]
    public void A_model_that_is_three_times_too_sure_gets_a_temperature_of_three_which_mends_it()
    {
        Calibration c = Of(Scale / 3);
        Assert.InRange(c.Temperature!.Value, 2.7, 3.3);
        Assert.True(c.Before!.Ece > 0.1 && c.After!.Ece < 0.03, $"{c.Before.Ece} → {c.After!.Ece}");
        Assert.True(c.After.Nll < c.Before.Nll && c.After.Brier < c.Before.Brier);
        Assert.Equal(c.Before.Accuracy, c.After.Accuracy);
    }

    [Fact]
    public void Bins_have_equal_mass()
    {
        Calibration c = Of(Scale, 1007);
        Assert.Equal(15, c.All.Bins.Count);
        Assert.Equal(1007, c.All.Bins.Sum(b => b.Count));
        Assert.All(c.All.Bins, b => Assert.InRange(b.Count, 67, 68));
        Assert.True(c.All.Bins.Zip(c.All.Bins.Skip(1)).All(p => p.First.High <= p.Second.Low));
    }

    [Fact]
    public void Brier_and_likelihood_are_those_of_the_formulas()
    {
        using Model model = Known.Model(10);
        CalibrationScore s = Calibration.Of(AnswerSet.Of(model, Known.Set([[20, 10, 0], [0, 10, 0]], [0, 2]), "answers", Known.Run), 1).All;
        double[] p = Softmax(2, 1, 0), q = Softmax(0, 1, 0);
        Assert.Equal(-(Math.Log(p[0]) + Math.Log(q[2])) / 2, s.Nll, 5);
        Assert.Equal(((p[0] - 1) * (p[0] - 1) + p[1] * p[1] + p[2] * p[2] + q[0] * q[0] + q[1] * q[1] + (q[2] - 1) * (q[2] - 1)) / 2, s.Brier, 5);
        Assert.Equal(Math.Abs(0.5 - (p[0] + q[1]) / 2), s.Ece, 5);
    }

    [Fact]
    public void Too_few_images_leave_the_temperature_out()
    {
        Calibration c = Of(Scale, 39);
        Assert.Null(c.Temperature);
        Assert.Null(c.After);
    }

    private static double[] Softmax(params double[] z)
    {
        double sum = z.Sum(Math.Exp);
        return [.. z.Select(v => Math.Exp(v) / sum)];
    }
}
