namespace Fovea.Tests;

/// <summary>What the tests know of an op: how to draw random uses of it, and which golden values hold it.</summary>
/// <param name="Type">The op's record.</param>
/// <param name="Draw">An input size and a layer from a random source and a largest edge; may be invalid, then it is drawn again.</param>
/// <param name="Golden">Family of <c>OpGoldenTests</c>; null with a reason.</param>
/// <param name="NoGolden">Why there are no golden values.</param>
/// <param name="Exact">On whole numbers its results are whole numbers, so floats have to be exact.</param>
/// <param name="Variants">Its kernels exist per <see cref="Fovea.Kernels.KernelVariant"/>; the others are shared.</param>
internal sealed record OpEntry(Type Type, Func<Random, int, (string Input, string Layer)> Draw, string? Golden = null, string? NoGolden = null,
    bool Exact = false, bool Variants = false)
{
    public string Name => Type.Name;
}
