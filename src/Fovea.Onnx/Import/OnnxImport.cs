namespace Fovea.Onnx;

/// <summary>A network read from an ONNX file, and how it was read.</summary>
/// <param name="Model">The network: an ordinary model.</param>
/// <param name="Report">How it was read.</param>
public sealed record OnnxImport(Model Model, OnnxImportReport Report)
{
    /// <summary>Where each element of the input node stands in the file's input for one image.</summary>
    internal IReadOnlyList<int> InputOrder => input.Value;

    /// <summary>Where each element of the output node stands in the file's output for one image.</summary>
    internal IReadOnlyList<int> OutputOrder => output.Value;

    /// <summary>Of the file's input and output; their orders are made when they are asked for, since there is one number for each element.</summary>
    internal (Layout Input, Layout Output) Layouts
    {
        init => (input, output) = (new(value.Input.ToOnnx), new(value.Output.ToOnnx));
    }

    private readonly Lazy<int[]> input = new([]), output = new([]);

    /// <summary>Sizes of the file's output for one image.</summary>
    internal IReadOnlyList<int> OutputDims { get; init; } = [];
}
