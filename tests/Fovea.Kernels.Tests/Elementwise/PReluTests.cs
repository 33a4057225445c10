namespace Fovea.Kernels.Tests.Elementwise;

public sealed class PReluTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Forward_and_backward_are_the_reference(bool shared)
    {
        const int n = 3, batch = 2, h = 3, w = 5;
        for (int c = 1; c <= 34; c++)
        {
            int count = n * h * w * c;
            float[] x = Check.Integers(c, count), dy = Check.Integers(c + 1, count), old = Check.Integers(c + 2, count);
            Halo halo = Check.Halos[c % 4];
            bool accumulate = c % 3 == 0;
            using var bx = new MapsBox(n, h, w, c, halo, x);
            using var bg = new MapsBox(n, h, w, c, c % 2 == 0 ? default : halo, dy);
            using var slopes = new BlockBox(Check.Integers(c + 3, shared ? 1 : c));
            float[] all = Check.SameForAllParts(parts =>
            {
                using var by = new MapsBox(n, h, w, c, halo);
                using var bd = new MapsBox(n, h, w, c, halo, old);
                using var repeated = new BlockBox(RepeatChannels.Floats(c));
                using var scratch = new BlockBox(PRelu.ScratchFloats(bx));
                using var dSlopes = new BlockBox(shared ? 1 : c);
                Check.Run(parts, batch, new RepeatChannels("p", c, slopes, repeated), new PReluForward("p", bx, by, repeated), new PReluSlopeSums("p", bx, bg, scratch),
                    new PReluSlopeTotal("p", bx, scratch, dSlopes), new PReluBackward("p", bx, bg, bd, repeated, accumulate));
                float[] result = [.. by.Dense(batch), .. bd.Dense(batch), .. dSlopes.Data];
                by.AssertSound();
                bd.AssertSound();
                repeated.AssertSound();
                scratch.AssertSound();
                return result;
            });
            int used = batch * h * w * c;
            float[] y = new float[used], dx = accumulate ? old[..used] : new float[used], ds = new float[shared ? 1 : c];
            PReluReference.Forward<float>(c, x.AsSpan(0, used), slopes.Data, y);
            PReluReference.Backward<float>(c, x.AsSpan(0, used), dy.AsSpan(0, used), slopes.Data, dx, ds);
            Assert.Equal([.. y, .. dx, .. ds], all);
        }
    }
}
