namespace Fovea.Kernels;

/// <summary>
/// Repeats a value for each channel, or one value for all, over <see cref="Floats"/> floats: a kernel whose lanes are consecutive floats of
/// a row then meets each channel's value by loading whole vectors. Tiny.
/// </summary>
public sealed unsafe class RepeatChannels(string name, int channels, FloatBlock values, FloatBlock repeated) : Call(name, Work.Floats(values.Length + repeated.Length))
{
    /// <summary>Floats of the repeated values.</summary>
    public static int Floats(int channels) => ChannelSums.Period(channels);

    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        (int first, int end) = step.Share(Floats(channels));
        for (int i = first; i < end; i++) repeated.Pointer[i] = values.Pointer[values.Length == 1 ? 0 : i % channels];
    }
}
