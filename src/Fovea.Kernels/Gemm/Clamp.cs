using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>What happens to a sum before it is stored. NaN stays NaN.</summary>
public enum Clamp
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Negative numbers become zero.</summary>
    Relu,

    /// <summary>Negative numbers become zero, numbers above 6 become 6.</summary>
    Relu6,
}

/// <summary>The clamps for kernels without instructions of their own.</summary>
internal static class Clamping
{
    /// <summary>The ceiling of <see cref="Clamp.Relu6"/>.</summary>
    public const float Six = 6;

    /// <summary>The end of a call's name.</summary>
    public static string Suffix(this Clamp clamp) => clamp switch { Clamp.Relu => " relu", Clamp.Relu6 => " relu6", _ => "" };

    /// <summary>One number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Apply(this Clamp clamp, float sum)
        => clamp == Clamp.None ? sum : sum < 0 ? 0 : clamp == Clamp.Relu6 && sum > Six ? Six : sum;

    /// <summary>Four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Apply(this Clamp clamp, Vector128<float> v)
    {
        if (clamp == Clamp.None) return v;
        v = Vector128.ConditionalSelect(Vector128.LessThan(v, Vector128<float>.Zero), Vector128<float>.Zero, v);
        return clamp == Clamp.Relu6 ? Vector128.ConditionalSelect(Vector128.GreaterThan(v, Vector128.Create(Six)), Vector128.Create(Six), v) : v;
    }

    /// <summary>Eight numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply(this Clamp clamp, Vector256<float> v)
    {
        if (clamp == Clamp.None) return v;
        v = Vector256.ConditionalSelect(Vector256.LessThan(v, Vector256<float>.Zero), Vector256<float>.Zero, v);
        return clamp == Clamp.Relu6 ? Vector256.ConditionalSelect(Vector256.GreaterThan(v, Vector256.Create(Six)), Vector256.Create(Six), v) : v;
    }
}
