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
        => new(AccountKind.Sum, "y = x₁ + x₂ + …", [.. s.Node.Inputs.Select(x => Pixel(s, x, s.Row, s.Column, s.Channel, 1))]);

    public static Account Joined(ProvenanceSite s)
    {
        int channel = s.Channel, input = 0;
        while (channel >= s.Node.Inputs[input].Shape.Channels) channel -= s.Node.Inputs[input++].Shape.Channels;
        return new Account(AccountKind.Sum, "y[i,j] = (x₁[i,j], x₂[i,j], …): a copy", [Pixel(s, s.Node.Inputs[input], s.Row, s.Column, channel, 1)]);
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
