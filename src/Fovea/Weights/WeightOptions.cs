namespace Fovea;

/// <summary>How the weights of a file are matched with the parameters of a network.</summary>
public sealed record WeightOptions
{
    /// <summary>
    /// Match by position instead of by name: the modules of the file in their order, each with the next node that has parameters. Shapes must agree
    /// all the way. For files whose names nobody knows.
    /// </summary>
    public bool ByOrder { get; init; }

    /// <summary>Parameters that the file lacks or holds in another shape keep the values they have; otherwise that is an error.</summary>
    public bool Partial { get; init; }
}
