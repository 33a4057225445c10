using Fovea.Kernels;

namespace Fovea.Lab;

/// <summary>Places of a feature map that are looked at instead of all: neighbours tell much the same.</summary>
internal static class Places
{
    /// <summary>Different places, the same for every image, in ascending order.</summary>
    /// <param name="count">Places that the map has.</param>
    /// <param name="most">At most so many are chosen.</param>
    /// <param name="seed">Decides which.</param>
    /// <param name="stream">A name for the choice: other names choose others.</param>
    public static int[] Of(int count, int most, ulong seed, string stream)
    {
        int[] all = [.. Enumerable.Range(0, count)];
        if (count <= most) return all;
        for (int i = 0; i < most; i++)
        {
            int other = i + CounterRandom.Below(count - i, seed, CounterRandom.Stream(stream), 0, (uint)i);
            (all[i], all[other]) = (all[other], all[i]);
        }
        return [.. all[..most].Order()];
    }
}
