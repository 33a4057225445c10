namespace Fovea.Report;

/// <summary>One node of the network.</summary>
/// <param name="Name">The node's name, which is its activation's name: <c>conv1</c>.</param>
/// <param name="Op">What it does, as declared: <c>conv 32 5×5</c>.</param>
/// <param name="Shape">The output's shape without the batch: <c>28×28×32</c>.</param>
/// <param name="Parameters">Trained numbers of this node.</param>
/// <param name="Macs">Multiply-accumulates for one image (1 MAC = 2 FLOP).</param>
/// <param name="ReceptiveField">Pixels of the input that one value can see, <c>5×5</c>; null where it has no meaning.</param>
public sealed record SummaryRow(string Name, string Op, string Shape, long Parameters, long Macs, string? ReceptiveField = null);

/// <summary>A name and a value for the tables of settings, environment and timings.</summary>
/// <param name="Name">Left column.</param>
/// <param name="Value">Right column, with its unit.</param>
public sealed record Fact(string Name, string Value);
