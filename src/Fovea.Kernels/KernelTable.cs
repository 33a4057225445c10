using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>Which variants of the convolution and dense kernels exist, fastest first as measured, and which of them run here.</summary>
public static class KernelTable
{
    /// <summary>One variant, whether this processor runs it, and why it stands where it stands.</summary>
    public readonly record struct Entry(KernelVariant Variant, bool IsSupported, string Reason);

    /// <summary>All variants in measured order.</summary>
    public static IReadOnlyList<Entry> Entries { get; } =
    [
        new(KernelVariant.Avx512, Avx512F.IsSupported && Avx2.IsSupported && Fma.IsSupported,
            "8 pixels × 16 channels: the same peak as Avx2 on Zen 4, a third of the instructions, so that waits for the second-level cache overlap"),
        new(KernelVariant.Avx2, Avx2.IsSupported && Fma.IsSupported, "6 pixels × 16 channels in 12 of 16 registers"),
        new(KernelVariant.Vector128, true, "6 pixels × 8 channels in 128-bit registers; the only vectors on ARM64"),
        new(KernelVariant.Reference, true, "scalar; for tests"),
    ];

    /// <summary>The variant to use: <paramref name="wanted"/> itself, or the fastest supported one for <see cref="KernelVariant.Auto"/>.</summary>
    /// <exception cref="PlatformNotSupportedException">This processor cannot run the wanted variant.</exception>
    public static KernelVariant Resolve(KernelVariant wanted)
    {
        foreach (Entry e in Entries)
            if (e.IsSupported && (wanted == KernelVariant.Auto || wanted == e.Variant)) return e.Variant;
        throw new PlatformNotSupportedException(
            $"kernel variant {wanted}: this processor does not run it\n  help  one of {string.Join(", ", from e in Entries where e.IsSupported select e.Variant)}");
    }

    /// <summary>Reads a variant as written in <c>FOVEA_KERNEL</c>; nothing or an empty text means <see cref="KernelVariant.Auto"/>.</summary>
    /// <exception cref="ArgumentException">No variant has that name.</exception>
    public static KernelVariant Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return KernelVariant.Auto;
        foreach (KernelVariant v in Enum.GetValues<KernelVariant>())
            if (string.Equals(v.ToString(), text.Trim(), StringComparison.OrdinalIgnoreCase)) return v;
        throw new ArgumentException(
            $"FOVEA_KERNEL={text}: no kernel variant has that name\n  help  one of {string.Join(", ", Enum.GetNames<KernelVariant>())}");
    }
}
