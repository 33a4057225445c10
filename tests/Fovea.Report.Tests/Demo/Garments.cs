namespace Fovea.Report.Tests;

/// <summary>Draws small grey garments, so that the demonstration report looks like one of a real run.</summary>
internal static class Garments
{
    internal static readonly string[] Classes =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    internal static PixelImage Draw(int garment, int seed)
    {
        var random = new Random(1000 * garment + seed);
        double wide = 1 + 0.12 * (random.NextDouble() - 0.5), shade = 0.55 + 0.35 * random.NextDouble(), stripe = random.NextDouble();
        var values = new float[28 * 28];
        for (int y = 0; y < 28; y++)
            for (int x = 0; x < 28; x++)
            {
                double u = (x - 13.5) / 14 / wide, v = (y - 13.5) / 14;
                if (!Inside(garment, u, v))
                    continue;
                double light = shade * (0.85 + 0.15 * Math.Cos(3 * u)) + 0.06 * (random.NextDouble() - 0.5);
                if (stripe > 0.6 && garment is 0 or 2 or 6 && y / 3 % 2 == 0)
                    light *= 0.7;
                if (garment is 4 or 6 && Math.Abs(u) < 0.04)
                    light *= 0.45;
                values[y * 28 + x] = (float)light;
            }
        return PixelImage.FromUnit(28, 28, 1, values);
    }

    private static bool Inside(int garment, double u, double v)
    {
        double a = Math.Abs(u);
        bool body = a < 0.48 && v is > -0.85 and < 0.85, neck = a < 0.2 && v < -0.68;
        return garment switch
        {
            0 => (body || (a < 0.9 && v > -0.85 && v < -0.3 + 0.3 * (a - 0.5))) && !neck,
            1 => a < 0.42 && v is > -0.95 and < 0.95 && (v < -0.45 || a > 0.06 + 0.05 * (v + 0.45)),
            2 or 4 or 6 => (body || (a is > 0.45 and < 0.82 && v > -0.75 + 0.5 * (a - 0.45) && v < 0.75)) && !neck,
            3 => v is > -0.92 and < 0.92 && a < 0.24 + 0.22 * Math.Max(0, v + 0.1) + (v < -0.45 ? 0.06 : 0) && !(a < 0.1 && v < -0.72),
            5 => (v > 0.3 - 0.25 * u && v < 0.52 && a < 0.9) || (Math.Abs(v + 0.5 * u) < 0.07 && a < 0.6) || (Math.Abs(u - 0.4) < 0.08 && v is > -0.3 and < 0.4),
            7 => v is < 0.5 && a < 0.92 && v > -0.05 - 0.32 * u && !(u > 0.5 && v < -0.25),
            8 => (a < 0.82 && v is > -0.25 and < 0.75) || (Math.Abs(Math.Sqrt(u * u + (v + 0.25) * (v + 0.25)) - 0.42) < 0.06 && v < -0.2),
            _ => (v is > 0.1 and < 0.75 && a < 0.88 && v > 0.3 - 0.5 * u) || (u is > 0.02 and < 0.82 && v is > -0.85 and < 0.5),
        };
    }
}
