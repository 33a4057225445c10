namespace Fovea.Onnx.Tests;

/// <summary>Draws for problems of one node.</summary>
internal sealed class RandomProblem(int seed)
{
    private readonly Random _random = new(seed);

    public int Int(int least, int most) => _random.Next(least, most + 1);

    public bool Flag() => _random.Next(2) == 0;

    public T One<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    public int[] Ints(int count, int least, int most) => [.. Enumerable.Range(0, count).Select(_ => Int(least, most))];

    /// <summary>Normal numbers.</summary>
    public OnnxTensor Floats(params int[] dims) => OnnxTensor.Of(dims, Values.Normal(_random, dims.Aggregate(1, (a, b) => a * b)));

    /// <summary>Numbers in 0 … 1.</summary>
    public OnnxTensor Uniform(params int[] dims) => OnnxTensor.Of(dims, Enumerable.Range(0, dims.Aggregate(1, (a, b) => a * b)).Select(_ => _random.NextSingle()).ToArray());

    /// <summary>Integers between two bounds.</summary>
    public OnnxTensor Longs(int least, int most, params int[] dims)
        => OnnxTensor.Of(dims, Enumerable.Range(0, dims.Aggregate(1, (a, b) => a * b)).Select(_ => (long)Int(least, most)).ToArray());
}
