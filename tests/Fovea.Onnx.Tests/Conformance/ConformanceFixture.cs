namespace Fovea.Onnx.Tests;

/// <summary>All of ONNX's tests, run once in every way.</summary>
[CollectionDefinition(nameof(ConformanceFixture))]
public sealed class ConformanceFixture : ICollectionFixture<ConformanceFixture>
{
    public ConformanceFixture()
    {
        Cases = ConformanceSuite.Load();
        Results = ConformanceWay.All.ToDictionary(w => w.Name, w => ConformanceRun.Of(w, Cases));
    }

    internal IReadOnlyList<ConformanceCase> Cases { get; }

    /// <summary>In the order of <see cref="Cases"/>, by the name of the way.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<ConformanceResult>> Results { get; }

    internal IReadOnlyList<ConformanceResult> Evaluated => Results[ConformanceWay.Evaluated.Name];
}
