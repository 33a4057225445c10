using Fovea.Data;
using Fovea.Kernels;

namespace Fovea.Lab.Tests;

/// <summary>Four classes of 12×12 stripes with noise, and nets that learn them in a second; each fault is planted in one argument.</summary>
public static class Small
{
    public const int Side = 12;

    public const string Plain = "12x12x1 | conv 8 3x3 | relu | maxpool 2 | conv 8 3x3 | relu | flatten | dense 4";

    public const string Normalised = "12x12x1 | conv 8 3x3 nobias | bn | relu | maxpool 2 | conv 8 3x3 nobias | bn | relu | flatten | dropout 0.2 | dense 4";

    public static readonly string[] Classes = ["across", "down", "fine", "coarse"];

    public static LabData Data(int train = 400, int held = 200) => new(Images(train, 1), Images(held, 2, "held"));

    /// <param name="count">Images; the classes take turns.</param>
    /// <param name="seed">Of the noise.</param>
    /// <param name="name">What they are called.</param>
    /// <param name="label">The label that an image gets, from its number and its true class; null for the true one.</param>
    /// <param name="change">Changes the pixels of an image.</param>
    public static ImageDataset Images(int count, int seed, string name = "small", Func<int, int, int>? label = null, Action<int, byte[]>? change = null)
    {
        var pixels = new byte[count * Side * Side];
        var labels = new int[count];
        for (int n = 0; n < count; n++)
        {
            int kind = n % 4, shift = CounterRandom.Below(4, (ulong)seed, 8, 0, (uint)n);
            labels[n] = label?.Invoke(n, kind) ?? kind;
            byte[] image = new byte[Side * Side];
            for (int y = 0; y < Side; y++)
                for (int x = 0; x < Side; x++)
                {
                    int v = kind switch { 0 => (y + shift) % 4 < 2 ? 200 : 40, 1 => (x + shift) % 4 < 2 ? 200 : 40, 2 => (x + y + shift) % 2 == 0 ? 200 : 40, _ => (x / 3 + y / 3 + shift) % 2 == 0 ? 200 : 40 };
                    image[y * Side + x] = (byte)Math.Clamp(v + 60 * (CounterRandom.Uniform((ulong)seed, 7, 0, (uint)(n * Side * Side + y * Side + x)) - 0.5f), 0, 255);
                }
            change?.Invoke(n, image);
            image.CopyTo(pixels, n * Side * Side);
        }
        return new ArrayDataset(name, Side, Side, 1, pixels, labels, Classes);
    }

    /// <summary>All of a set, and behind it the first few of another, with their labels or changed ones.</summary>
    public static ArrayDataset Joined(ImageDataset first, ImageDataset second, int take, Func<int, int>? label = null)
    {
        byte[] pixels = [.. Enumerable.Range(0, first.Count).SelectMany(i => first.Read(i).Pixels), .. Enumerable.Range(0, take).SelectMany(i => second.Read(i).Pixels)];
        return new ArrayDataset("joined", Side, Side, 1, pixels, [.. first.Labels(), .. second.Labels().Take(take).Select(label ?? (l => l))], Classes);
    }

    /// <summary>A network that is ready for the images, as fovea train makes it.</summary>
    public static Model Model(string net = Plain, ulong seed = 3)
    {
        using Model declared = Fovea.Model.Parse(net, seed);
        return Preparation.Of(declared, Images(400, 1));
    }

    public static DoctorOptions Quick => new() { Quick = true, Batch = 32, Threads = 1, Seed = 5 };
}

/// <summary>Reports at once, on the caller's thread.</summary>
public sealed class Watch<T>(Action<T> seen) : IProgress<T>
{
    public void Report(T value) => seen(value);
}

/// <summary>A folder of its own for a test, gone afterwards.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fovea-lab-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, true);
}
