using System.Security.Cryptography;
using System.Text;
using Fovea.Data;

namespace Fovea.Training;

/// <summary>What a data set must have in common with the one that a run began with.</summary>
/// <param name="Name">The set's name, for errors only.</param>
/// <param name="Count">Images.</param>
/// <param name="Classes">Class names.</param>
/// <param name="PerClass">Images of each class.</param>
/// <param name="Names">SHA-256 over file name and label of each image in order. Folders are left out: data may move.</param>
internal sealed record DataFingerprint(string Name, int Count, string[] Classes, int[] PerClass, string Names)
{
    public static DataFingerprint Of(ImageDataset set)
    {
        var perClass = new int[set.Classes.Length];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < set.Count; i++)
        {
            perClass[set.Label(i)]++;
            string id = set.Id(i);
            hash.AppendData(Encoding.UTF8.GetBytes($"{set.Label(i)}\0{id[(id.AsSpan().LastIndexOfAny('/', '\\') + 1)..]}\n"));
        }
        return new DataFingerprint(set.Name, set.Count, set.Classes, perClass, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The first difference in words, or null when the sets agree.</summary>
    public string? DifferenceTo(DataFingerprint other)
    {
        if (Count != other.Count) return $"it had {Count:N0} images, this one has {other.Count:N0}";
        if (Classes.Length != other.Classes.Length) return $"it had {Classes.Length} classes, this one has {other.Classes.Length}";
        for (int i = 0; i < Classes.Length; i++)
            if (Classes[i] != other.Classes[i]) return $"its class {i} was '{Classes[i]}', here it is '{other.Classes[i]}'";
        for (int i = 0; i < PerClass.Length; i++)
            if (PerClass[i] != other.PerClass[i]) return $"it had {PerClass[i]:N0} images of class {Classes[i]}, this one has {other.PerClass[i]:N0}";
        return Names != other.Names ? "its images have other names, another order or other labels" : null;
    }
}
