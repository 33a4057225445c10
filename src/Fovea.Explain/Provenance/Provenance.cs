namespace Fovea.Explain;

/// <summary>
/// How one number of a network came about for one image: the window it read, the products by input channel, the sum, the activation,
/// and where in the image it looked. Multiply, sum, output: for any number of any node.
/// </summary>
/// <param name="Node">The node it belongs to.</param>
/// <param name="Op">Its layer.</param>
/// <param name="Shape">Shape of the node's activation.</param>
/// <param name="Row">Row, from 0.</param>
/// <param name="Column">Column, from 0.</param>
/// <param name="Channel">Channel, from 0.</param>
/// <param name="Kind">How it follows from what was read.</param>
/// <param name="Formula">The layer's formula.</param>
/// <param name="Windows">What was read, by input.</param>
/// <param name="Offset">What was added: the bias.</param>
/// <param name="OffsetName">What that is called; empty without.</param>
/// <param name="Computed">The number as the account has it: products, sum and function in double precision.</param>
/// <param name="Activation">The number as the network's run has it.</param>
/// <param name="Then">What becomes of it, while it is the only input of the next layer: norms, and the activation.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Looked">
/// Height × width: how much the number moves with each pixel, <c>Σ_c |∂a/∂x[i,j,c]|</c>; empty where the network takes vectors.
/// </param>
public sealed record Provenance(string Node, string Op, Shape Shape, int Row, int Column, int Channel, AccountKind Kind, string Formula,
    IReadOnlyList<InputWindow> Windows, double Offset, string OffsetName, double Computed, float Activation, IReadOnlyList<Successor> Then,
    int Height, int Width, IReadOnlyList<float> Looked)
{
    /// <summary>Σ of all products and the offset.</summary>
    public double Sum { get; } = Windows.Sum(w => w.Sum) + Offset;

    /// <summary>Σ of the magnitudes of all products and the offset: float sums are exact to about 10⁻⁷ of this for each addition.</summary>
    public double Size { get; } = Windows.Sum(w => w.Channels.Sum(c => c.Size)) + Math.Abs(Offset);

    /// <summary>Number of products.</summary>
    public int Products { get; } = Windows.Sum(w => w.Channels.Sum(c => c.Taps.Count));

    /// <summary><c>conv2[5,7,12]</c>, <c>dense1[3]</c>.</summary>
    public string Place => Shape.IsImage ? $"{Node}[{Row},{Column},{Channel}]" : $"{Node}[{Channel}]";

    /// <summary>Pixels that move it by more than 4.55 % of what the strongest pixel does: the area it looks at, as in an effective receptive field.</summary>
    public int EffectivePixels { get; } = Looked.Count(v => v > 0 && v > (1 - 0.9545) * Looked.Max());

    /// <summary>The channels of all inputs, strongest first; of equals the first.</summary>
    public IEnumerable<(InputWindow Window, ChannelProducts Channel)> Strongest
        => Windows.SelectMany(w => w.Channels.Select(c => (Window: w, Channel: c))).OrderByDescending(p => Math.Abs(p.Channel.Sum));

    /// <summary>The largest number that was read and where, for a maximum.</summary>
    public Tap? Winner => Kind != AccountKind.Maximum || Products == 0 ? null : Windows[0].Channels[0].Taps.Aggregate((a, b) => b.Value > a.Value ? b : a);

    /// <summary>Asks a model for the provenance of one number.</summary>
    /// <param name="model">The model.</param>
    /// <param name="image">One preprocessed image of the input's shape.</param>
    /// <param name="node">Name of a node.</param>
    /// <param name="row">Row, from 0; 0 for a vector.</param>
    /// <param name="column">Column, from 0; 0 for a vector.</param>
    /// <param name="channel">Channel, from 0.</param>
    /// <param name="threads">Threads; 0 takes one for each processor.</param>
    /// <exception cref="KeyNotFoundException">There is no such node.</exception>
    /// <exception cref="ArgumentException">The node has no such number, or there is not exactly one image of the input's shape.</exception>
    public static Provenance Of(Model model, Tensor image, string node, int row, int column, int channel, int threads = 0)
        => ProvenanceReader.Read(model, image, model.Graph[node], row, column, channel, threads);

    /// <summary>The account as text.</summary>
    public override string ToString() => ProvenanceText.Of(this);

    /// <summary>The account as JSON: every product of every channel.</summary>
    public string ToJson() => ProvenanceJson.Of(this);
}

/// <summary>The same place one layer on.</summary>
/// <param name="Node">The node.</param>
/// <param name="Op">Its layer.</param>
/// <param name="Value">Its number.</param>
public sealed record Successor(string Node, string Op, float Value);

/// <summary><c>model.Why(…)</c>.</summary>
public static class ProvenanceExtensions
{
    /// <inheritdoc cref="Provenance.Of"/>
    public static Provenance Why(this Model model, Tensor image, string node, int row, int column, int channel, int threads = 0)
        => Provenance.Of(model, image, node, row, column, channel, threads);
}
