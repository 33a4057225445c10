namespace Fovea.Kernels.Tests.Norm;

public sealed class GroupNormTests
{
    [Theory]
    [InlineData(3, 5, 1, 1)]
    [InlineData(4, 3, 12, 3)]
    [InlineData(5, 4, 19, 19)]
    [InlineData(2, 7, 32, 8)]
    [InlineData(40, 33, 36, 4)]
    public void Forward_and_backward_are_the_reference(int h, int w, int c, int groups)
    {
        const int n = 3, batch = 2;
        int count = n * h * w * c, seed = c;
        float[] x = Check.Random(1, count), dy = Check.Random(2, count), old = Check.Random(3, count);
        using var gamma = new BlockBox(Check.Random(4, c));
        using var beta = new BlockBox(Check.Random(5, c));
        foreach (Halo halo in Check.Halos)
            foreach (bool accumulate in new[] { false, true })
            {
                Clamp clamp = (Clamp)(seed++ % 3);
                using var bx = new MapsBox(n, h, w, c, halo, x);
                using var bg = new MapsBox(n, h, w, c, default, dy);
                float[] all = Check.SameForAllParts(parts =>
                {
                    using var by = new MapsBox(n, h, w, c, halo);
                    using var bd = new MapsBox(n, h, w, c, halo, old);
                    using var saved = new BlockBox(GroupNorm.SavedFloats(bx, groups));
                    using var scratch = new BlockBox(GroupNorm.ScratchFloats(bx));
                    using var dGamma = new BlockBox(c);
                    using var dBeta = new BlockBox(c);
                    Check.Run(parts, batch, new GroupNormSums("g", bx, scratch), new GroupNormFinish("g", bx, groups, gamma, beta, saved, scratch, 1e-3f),
                        new GroupNormApply("g", bx, by, groups, saved, clamp), new GroupNormBackwardSums("g", bx, bg, scratch),
                        new GroupNormParameterGradients("g", bx, groups, dGamma, dBeta, saved, scratch),
                        new GroupNormBackwardFinish("g", bx, groups, gamma, saved, scratch), new GroupNormBackwardApply("g", bx, bg, bd, groups, saved, scratch, accumulate));
                    float[] result = [.. by.Dense(batch), .. bd.Dense(batch), .. dGamma.Data, .. dBeta.Data];
                    by.AssertSound();
                    bd.AssertSound();
                    saved.AssertSound();
                    scratch.AssertSound();
                    return result;
                });
                int used = batch * h * w * c;
                double[] ref64 = Check.Widen(x[..used]), g64 = Check.Widen(dy[..used]), gamma64 = Check.Widen(gamma.Data);
                double[] y = new double[used], dx = accumulate ? Check.Widen(old[..used]) : new double[used], dg = new double[c], db = new double[c];
                GroupNormReference.Forward<double>(h * w, c, groups, ref64, gamma64, Check.Widen(beta.Data), 1e-3f, y);
                GroupNormReference.Backward<double>(h * w, c, groups, ref64, g64, gamma64, 1e-3f, dx, dg, db);
                if (clamp != Clamp.None) y = Array.ConvertAll(y, v => Math.Clamp(v, 0, clamp == Clamp.Relu6 ? 6 : double.MaxValue));
                Check.Near(all.AsSpan(0, used), y, 4e-6, 4e-6);
                Check.Near(all.AsSpan(used, used), dx, 1e-5, 1e-5);
                Check.Near(all.AsSpan(2 * used, c), dg, 1e-5, 1e-4);
                Check.Near(all.AsSpan(2 * used + c, c), db, 1e-5, 1e-4);
            }
    }
}
