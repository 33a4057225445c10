namespace Fovea.Kernels;

/// <summary>How numbers between pixels are made.</summary>
public enum ResizeKind
{
    /// <summary>The nearest pixel.</summary>
    Nearest,

    /// <summary>A line between two pixels.</summary>
    Linear,

    /// <summary>A cubic through four pixels.</summary>
    Cubic,
}

/// <summary>Which place of the input a pixel of the output stands for: o is its number, s the scale.</summary>
public enum ResizeCoordinates
{
    /// <summary>Pixels are areas: <c>(o + ½)/s − ½</c>.</summary>
    HalfPixel,

    /// <summary>As <see cref="HalfPixel"/>, but a single output pixel stands for the first of the input.</summary>
    PytorchHalfPixel,

    /// <summary>First and last pixels coincide: <c>o·(In − 1)/(Out − 1)</c>.</summary>
    AlignCorners,

    /// <summary>Upper left corners coincide: <c>o/s</c>.</summary>
    Asymmetric,
}

/// <summary>Which pixel is the nearest.</summary>
public enum NearestRounding
{
    /// <summary>The nearest; halfway the lower.</summary>
    PreferFloor,

    /// <summary>The nearest; halfway the higher.</summary>
    PreferCeil,

    /// <summary>The lower.</summary>
    Floor,

    /// <summary>The higher.</summary>
    Ceil,
}

/// <summary>Resizing along one axis.</summary>
/// <remarks>
/// Places are computed in float, as ONNX Runtime does: which pixel is the nearest hangs on the last bit.
/// Source: ONNX, Resize; the cubic is that of Keys, "Cubic convolution interpolation for digital image processing", 1981.
/// </remarks>
/// <param name="In">Pixels of the input.</param>
/// <param name="Out">Pixels of the output.</param>
/// <param name="Scale">Output pixels for each input pixel, as it was declared; not always Out / In.</param>
/// <param name="Kind">How numbers between pixels are made.</param>
/// <param name="Coordinates">Which place a pixel stands for.</param>
/// <param name="Rounding">Which pixel is the nearest.</param>
/// <param name="CubicWeight">The free number a of the cubic.</param>
public readonly record struct ResizeAxis(int In, int Out, float Scale, ResizeKind Kind, ResizeCoordinates Coordinates, NearestRounding Rounding, float CubicWeight)
{
    /// <summary>The place of the input that output pixel <paramref name="o"/> stands for.</summary>
    public float Place(int o) => Coordinates switch
    {
        ResizeCoordinates.Asymmetric => o / Scale,
        ResizeCoordinates.AlignCorners => Out == 1 ? 0 : (float)o * (In - 1) / (Out - 1),
        ResizeCoordinates.PytorchHalfPixel when Out == 1 => 0,
        _ => (o + 0.5f) / Scale - 0.5f,
    };

    /// <summary>The input pixels that output pixel <paramref name="o"/> is made of, in order, and their weights; they may lie outside.</summary>
    internal (int First, double[] Weights) Taps(int o)
    {
        float place = Place(o);
        if (Kind == ResizeKind.Nearest) return (Nearest(place), [1]);
        if (Kind == ResizeKind.Linear)
        {
            place = Math.Clamp(place, 0, In - 1);
            int first = (int)place;
            return (first, [1 - ((double)place - first), (double)place - first]);
        }
        int floor = (int)MathF.Floor(place);
        double t = (double)place - floor;
        return (floor - 1, [Far(1 + t), Near(t), Near(1 - t), Far(2 - t)]);
    }

    private int Nearest(float place) => (int)(Rounding switch
    {
        NearestRounding.Floor => MathF.Floor(place),
        NearestRounding.Ceil => MathF.Ceiling(place),
        NearestRounding.PreferFloor => MathF.Ceiling(place - 0.5f),
        _ => MathF.Floor(place + 0.5f),
    });

    private double Near(double t) => ((CubicWeight + 2) * t - (CubicWeight + 3)) * t * t + 1;

    private double Far(double t) => ((CubicWeight * t - 5 * CubicWeight) * t + 8 * CubicWeight) * t - 4 * CubicWeight;
}
