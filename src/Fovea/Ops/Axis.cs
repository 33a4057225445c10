namespace Fovea;

/// <summary>An axis of a value; a vector has channels only.</summary>
public enum Axis
{
    /// <summary>Rows; the tokens of a transformer. <c>h</c> in the text notation.</summary>
    Height,

    /// <summary>Columns. <c>w</c> in the text notation.</summary>
    Width,

    /// <summary>Channels; the features of a vector or a token. <c>c</c> in the text notation.</summary>
    Channels,
}

/// <summary>Axes in the text notation and in shapes.</summary>
internal static class Axes
{
    public const string Letters = "hwc";

    public static char Letter(this Axis axis) => Letters[(int)axis];

    public static int Size(this Shape shape, Axis axis) => axis switch { Axis.Height => shape.Height, Axis.Width => shape.Width, _ => shape.Channels };
}
