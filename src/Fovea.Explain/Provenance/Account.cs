using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>How a number follows from what was read.</summary>
public enum AccountKind
{
    /// <summary>It is the sum of products and an offset.</summary>
    Sum,

    /// <summary>It is the largest of the numbers that were read.</summary>
    Maximum,

    /// <summary>It is a function of one number.</summary>
    Function,

    /// <summary>It is one number's share among exponentials.</summary>
    Softmax,

    /// <summary>The layer's rule is not known here; only what it reads is.</summary>
    Unknown,
}

/// <summary>How an op makes one number: what it reads, what that is multiplied by, what is added, what becomes of the sum.</summary>
internal sealed record Account(AccountKind Kind, string Formula, IReadOnlyList<InputWindow> Windows)
{
    public double Offset { get; init; }

    public string OffsetName { get; init; } = "";

    /// <summary>The number itself, from the sum of products and offset; null leaves it as it is.</summary>
    public Func<double, double>? Function { get; init; }

    public static Account Of(ProvenanceSite s) => s.Node.Op switch
    {
        Conv2d op => WindowAccounts.Conv(s, op),
        MaxPool op => WindowAccounts.Max(s, op.Geometry(s.Node.Inputs[0].Shape)),
        GlobalMaxPool => WindowAccounts.Max(s, Whole(s.Node.Inputs[0].Shape)),
        AveragePool op => WindowAccounts.Average(s, op.Geometry(s.Node.Inputs[0].Shape)),
        GlobalAveragePool => WindowAccounts.Average(s, Whole(s.Node.Inputs[0].Shape)),
        Dense => VectorAccounts.Dense(s),
        Softmax => VectorAccounts.Softmax(s),
        BatchNorm op => VectorAccounts.BatchNorm(s, op),
        LayerNorm op => VectorAccounts.LayerNorm(s, op),
        Activation op => PointAccounts.Function(s, op),
        Add => PointAccounts.Sum(s),
        Subtract => PointAccounts.Difference(s),
        Multiply => PointAccounts.Product(s),
        Concat => PointAccounts.Joined(s),
        Pad op => PointAccounts.Copy(s, "y[i,j,c] = x[i − top, j − left, c], 0 beyond the border", s.Row - op.Top, s.Column - op.Left, s.Channel),
        PadChannels op => PointAccounts.Copy(s, "y[i,j,c] = x[i,j,c − before], 0 beyond the channels of x", s.Row, s.Column, s.Channel - op.Before),
        Flatten or Reshape or Dropout => PointAccounts.SameNumber(s),
        Input => new Account(AccountKind.Function, "a pixel of the preprocessed image", []),
        _ => new Account(AccountKind.Unknown, $"{s.Node.Op.Stem}: no account of this layer's products", []),
    };

    private static PoolGeometry Whole(Shape x) => new(x.Height, x.Width, x.Channels, x.Height, x.Width, 1, 1);
}

/// <summary>The number that is asked about, and how to get at what surrounds it.</summary>
internal sealed record ProvenanceSite(Model Model, Node Node, int Row, int Column, int Channel, Func<Node, float[]> Values)
{
    /// <summary>The feature maps whose numbers a vector holds, where only shapes changed on the way.</summary>
    public static Node SourceOf(Node node)
    {
        while (!node.Shape.IsImage && node.Op is Flatten or Dropout) node = node.Inputs[0];
        return node;
    }

    public float At(Node node, int row, int column, int channel) => Values(node)[(row * node.Shape.Width + column) * node.Shape.Channels + channel];

    public ReadOnlySpan<float> Parameter(string suffix) => Model.Parameters[$"{Node.Name}.{suffix}"];

    public string Named(string suffix) => $"{Node.Name}.{suffix}";
}
