namespace Fovea.Kernels.Tests.Norm;

public sealed class LocalResponseNormTests
{
    [Fact]
    public void Forward_and_backward_are_the_reference()
    {
        const int n = 3, batch = 2, h = 3, w = 4;
        for (int c = 1; c <= 27; c++)
        {
            var window = new ResponseWindow(1 + 2 * (c % 5), 0.7f, (c % 4) switch { 0 => 0.75f, 1 => 0.5f, 2 => 1, _ => 0.6f }, 1 + c % 2);
            int count = n * h * w * c;
            float[] x = Check.Random(c, count), dy = Check.Random(c + 1, count), old = Check.Random(c + 2, count);
            Halo halo = Check.Halos[c % 4];
            bool accumulate = c % 3 == 0;
            using var bx = new MapsBox(n, h, w, c, halo, x);
            using var bg = new MapsBox(n, h, w, c, default, dy);
            float[] all = Check.SameForAllParts(parts =>
            {
                using var by = new MapsBox(n, h, w, c, halo);
                using var bd = new MapsBox(n, h, w, c, halo, old);
                using var scratch = new BlockBox(LocalResponseNorm.ScratchFloats(c, window.Size, Math.Min(parts, 3)));
                Check.Run(parts, batch, new LocalResponseNormForward("l", window, bx, by, scratch, Math.Min(parts, 3)),
                    new LocalResponseNormBackward("l", window, bx, bg, bd, scratch, Math.Min(parts, 3), accumulate));
                float[] result = [.. by.Dense(batch), .. bd.Dense(batch)];
                by.AssertSound();
                bd.AssertSound();
                scratch.AssertSound();
                return result;
            });
            int used = batch * h * w * c;
            double[] y = new double[used], dx = accumulate ? Check.Widen(old[..used]) : new double[used];
            LocalResponseNormReference.Forward<double>(c, window, Check.Widen(x[..used]), y);
            LocalResponseNormReference.Backward<double>(c, window, Check.Widen(x[..used]), Check.Widen(dy[..used]), dx);
            Check.Near(all.AsSpan(0, used), y);
            Check.Near(all.AsSpan(used, used), dx, 4e-6, 4e-6);
        }
    }
}
