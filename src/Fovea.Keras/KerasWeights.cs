using PureHDF;

namespace Fovea.Keras;

/// <summary>Weights of Keras into networks that are declared here: <c>.weights.h5</c> of Keras 3, <c>.h5</c> of Keras 2.</summary>
/// <remarks>
/// Kernels have Keras's layouts, H W I O and [in][out], which are the layouts in memory here. Layers of a kind are counted; layers that are all called as
/// nodes of the network are taken by name. Source: keras/src/saving/saving_lib.py, keras/src/legacy/saving/legacy_h5_format.py.
/// </remarks>
public static class KerasWeights
{
    /// <summary>The first bytes of every HDF5 file.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>True when a file begins as HDF5 files do.</summary>
    public static bool IsHdf5(string path)
    {
        Span<byte> first = stackalloc byte[Signature.Length];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first.SequenceEqual(Signature);
    }

    /// <summary>Reads a file of weights into a network. The network changes only when everything has been read.</summary>
    /// <param name="model">Whose parameters are overwritten.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How; all defaults when null.</param>
    /// <returns>What matched and what did not.</returns>
    /// <exception cref="ModelFileException">The file is damaged or holds no layers, or parameters have no values in it and <see cref="WeightOptions.Partial"/> is off.</exception>
    /// <example><code>WeightReport report = KerasWeights.Load(model, "mnist.weights.h5");</code></example>
    public static WeightReport Load(Model model, string path, WeightOptions? options = null)
    {
        if (!IsHdf5(path)) throw new ModelFileException(path, "this is no HDF5 file", "Keras writes weights as HDF5", "in Keras: model.save_weights('x.weights.h5')");
        try
        {
            using var file = H5File.OpenRead(path);
            IReadOnlyList<KerasLayer> layers = KerasLayers.Of(file, path);
            return Weights.Load(model, path, KerasLayers.Named(layers, model.Graph), options);
        }
        catch (Exception e) when (e is not (ModelFileException or OutOfMemoryException or UnauthorizedAccessException))
        {
            // The reader of the format is a package: whatever it stumbles over is the file.
            throw new ModelFileException(path, $"the file cannot be read: {e.Message}", "a sound HDF5 file with Keras's layers", "save the weights again: model.save_weights('x.weights.h5')", e);
        }
    }
}
