using Fovea.Kernels;

namespace Fovea;

/// <summary>
/// Measured choices of convolution algorithms, for <see cref="PlanOptions.Choices"/>; <see cref="Model.Tune"/> makes them. A layer that is
/// not among them is computed as without.
/// </summary>
/// <remarks>
/// Algorithms round differently, so these choices decide the last bits of a result: they are handed over like any other option, never
/// found by themselves. Time is measured once, when they are made; a plan that is given them measures nothing.
/// </remarks>
public sealed record AlgorithmChoices
{
    private IReadOnlyDictionary<ChoiceKey, AlgorithmChoice> index = new Dictionary<ChoiceKey, AlgorithmChoice>();

    /// <summary>The processor that was measured.</summary>
    public required string Processor { get; init; }

    /// <summary>The kernels that were measured.</summary>
    public required KernelVariant Variant { get; init; }

    /// <summary>One for each layer, batch, mode and direction.</summary>
    public required IReadOnlyList<AlgorithmChoice> Choices
    {
        get;
        init
        {
            field = value;
            index = value.DistinctBy(c => c.Key).ToDictionary(c => c.Key);
        }
    }

    /// <summary>Reads a file that <see cref="Save"/> wrote on such a processor.</summary>
    /// <param name="path">The file.</param>
    /// <param name="variant">The kernels that will run.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="AlgorithmChoicesException">It is broken, or was measured on another processor or with other kernels.</exception>
    public static AlgorithmChoices Load(string path, KernelVariant variant = KernelVariant.Auto) => ChoicesFile.Read(path, KernelTable.Resolve(variant));

    /// <summary>Writes them whole or not at all; see <see cref="AtomicFile"/>.</summary>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public void Save(string path) => ChoicesFile.Write(path, this);

    /// <summary>Those that a network's layers may use, whatever batch.</summary>
    public AlgorithmChoices For(Graph graph)
    {
        HashSet<string> layers = [.. from node in graph.Nodes let g = Geometry(node) where g is not null select LayerText.Of(g.Value)];
        return this with { Choices = [.. Choices.Where(c => layers.Contains(c.Layer))] };

        static ConvGeometry? Geometry(Node node) => node.Op switch
        {
            Conv2d c => c.Geometry(node.Inputs[0].Shape),
            ConvTranspose2d t => t.Geometry(node.Inputs[0].Shape),
            _ => null,
        };
    }

    internal AlgorithmChoice? Find(in ConvGeometry g, int batch, bool training, ConvDirection direction)
        => index.GetValueOrDefault(ChoiceKey.Of(in g, batch, training, direction));
}
