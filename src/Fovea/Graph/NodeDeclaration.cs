namespace Fovea;

/// <summary>A node of a network that is put together from a list, as readers of foreign files do; see <see cref="Model.Assemble"/>.</summary>
/// <param name="Name">Its name, which is its activation's.</param>
/// <param name="Op">What it computes.</param>
/// <param name="Inputs">Names of earlier nodes; the network's input is <c>input</c>.</param>
public sealed record NodeDeclaration(string Name, Op Op, IReadOnlyList<string> Inputs);
