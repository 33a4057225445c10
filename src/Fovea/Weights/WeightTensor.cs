namespace Fovea;

/// <summary>A tensor that a file of weights offers; its values are read when they are wanted.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">Its axes, outermost first.</param>
/// <param name="Type">The type of its elements as the file names it: F32, F16, BF16, F64.</param>
/// <param name="Layout">The order of its axes.</param>
/// <param name="Read">Its values as float32, outermost axis first.</param>
public sealed record WeightTensor(string Name, IReadOnlyList<long> Shape, string Type, WeightLayout Layout, Func<float[]> Read);

/// <summary>Whose order the axes of a weight have.</summary>
public enum WeightLayout
{
    /// <summary>Convolutions O I H W, dense layers [out][in], behind a flatten C H W.</summary>
    PyTorch,

    /// <summary>Convolutions H W I O, dense layers [in][out], behind a flatten H W C: as in memory here.</summary>
    Keras,
}
