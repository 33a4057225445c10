using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>Numbers that are made of one number of each input.</summary>
internal static class PointAccounts
{
    public static Account Function(ProvenanceSite s, Activation op)
        => new(AccountKind.Function, $"y = {op}(x)", [Pixel(s, s.Node.Inputs[0], s.Row, s.Column, s.Channel, 1)])
        {
            Function = x => ActivationReference.Value(op.Function, x),
        };

    public static Account Sum(ProvenanceSite s)
        => new(AccountKind.Sum, "y = x₁ + x₂ + …", [.. s.Node.Inputs.Select(x => Stretched(s, x, 1))]);

    public static Account Difference(ProvenanceSite s)
        => new(AccountKind.Sum, "y = x₁ − x₂", [Stretched(s, s.Node.Inputs[0], 1), Stretched(s, s.Node.Inputs[1], -1)]);

    public static Account Product(ProvenanceSite s)
    {
        Node gate = s.Node.Inputs[1];
        (int row, int column, int channel) = Place(s, gate);
        return new Account(AccountKind.Sum, "y = x₁·x₂: the second value is the weight of the first", [Stretched(s, s.Node.Inputs[0], s.At(gate, row, column, channel))]);
    }

    // A size of 1 stretches over the axis; a vector counts as one pixel.
    private static InputWindow Stretched(ProvenanceSite s, Node x, double weight)
    {
        (int row, int column, int channel) = Place(s, x);
        return Pixel(s, x, row, column, channel, weight);
    }

    private static (int Row, int Column, int Channel) Place(ProvenanceSite s, Node x)
        => (x.Shape.Height == 1 ? 0 : s.Row, x.Shape.Width == 1 ? 0 : s.Column, x.Shape.Channels == 1 ? 0 : s.Channel);

    public static Account Joined(ProvenanceSite s)
    {
        var axis = ((Concat)s.Node.Op).Axis;
        int Size(Shape x) => axis switch { Axis.Height => x.Height, Axis.Width => x.Width, _ => x.Channels };
        int at = axis switch { Axis.Height => s.Row, Axis.Width => s.Column, _ => s.Channel }, input = 0;
        while (at >= Size(s.Node.Inputs[input].Shape)) at -= Size(s.Node.Inputs[input++].Shape);
        (int row, int column, int channel) = axis switch { Axis.Height => (at, s.Column, s.Channel), Axis.Width => (s.Row, at, s.Channel), _ => (s.Row, s.Column, at) };
        return new Account(AccountKind.Sum, "y = (x₁, x₂, …): a copy", [Pixel(s, s.Node.Inputs[input], row, column, channel, 1)]);
    }

    public static Account SameNumber(ProvenanceSite s)
    {
        Node x = ProvenanceSite.SourceOf(s.Node);
        if (ReferenceEquals(x, s.Node)) x = s.Node.Inputs[0];
        int at = (s.Row * s.Node.Shape.Width + s.Column) * s.Node.Shape.Channels + s.Channel, pixel = at / x.Shape.Channels;
        return new Account(AccountKind.Sum, "y = x: a copy in inference", [Pixel(s, x, pixel / x.Shape.Width, pixel % x.Shape.Width, at % x.Shape.Channels, 1)]);
    }

    public static Account Copy(ProvenanceSite s, string formula, int row, int column, int channel)
        => new(AccountKind.Sum, formula, [Pixel(s, s.Node.Inputs[0], row, column, channel, 1)]);

    /// <summary>One number; nothing where it lies beyond the border or the channels.</summary>
    public static InputWindow Pixel(ProvenanceSite s, Node x, int row, int column, int channel, double weight)
    {
        bool inside = row >= 0 && row < x.Shape.Height && column >= 0 && column < x.Shape.Width && channel >= 0 && channel < x.Shape.Channels;
        return new InputWindow(x.Name, x.Shape, row, column, 1, 1, 1, 1, inside ? [new ChannelProducts(channel, [new Tap(row, column, s.At(x, row, column, channel), weight)])] : []);
    }
}
