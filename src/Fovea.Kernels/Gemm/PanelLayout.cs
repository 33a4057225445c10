namespace Fovea.Kernels;

/// <summary>How a K × channels weight matrix lies in panels of 16 channels, a last panel of at most 8 channels being 8 wide.</summary>
/// <remarks>A panel is [1 + K][width]: the bias, then the weights; lanes without a channel hold zero.</remarks>
internal readonly record struct PanelLayout(int K, int Channels)
{
    /// <summary>Panels of 16 channels that are full.</summary>
    public int Full => Channels / 16;

    /// <summary>All panels.</summary>
    public int Count => (Channels + 15) / 16;

    /// <summary>Floats from one panel to the next.</summary>
    public nint Stride => (nint)16 * (K + 1);

    /// <summary>Floats of all panels, rounded up to whole cache lines.</summary>
    public long Length => (Full * (long)Stride + (Channels % 16 == 0 ? 0 : (long)Width(Full) * (K + 1)) + 15) / 16 * 16;

    /// <summary>Lanes of a panel.</summary>
    public int Width(int panel) => Channels - 16 * panel <= 8 ? 8 : 16;

    /// <summary>Channels of a panel.</summary>
    public int Lanes(int panel) => Math.Min(16, Channels - 16 * panel);
}
