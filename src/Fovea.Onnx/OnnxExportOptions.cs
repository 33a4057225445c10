using System.Globalization;

namespace Fovea.Onnx;

/// <summary>How a model becomes an ONNX file.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The oldest set of operators that holds all that Fovea writes.</summary>
    public const int OldestOpset = 18;

    /// <summary>The newest set of operators that the tests run.</summary>
    public const int NewestOpset = 21;

    /// <summary>Everything at its default.</summary>
    public static OnnxExportOptions Default { get; } = new();

    /// <summary>Version of ONNX's set of operators, 18 … 21; an older reader needs an older one.</summary>
    public int Opset { get; init; } = 18;

    /// <summary>Multiplies each batch norm into the convolution or dense layer before it: fewer nodes, but no batch norm to train on.</summary>
    public bool FoldBatchNorm { get; init; }

    /// <summary>The file takes pixels 0 … 255 and normalises them itself; otherwise it takes what Fovea's network takes.</summary>
    public bool IncludePreprocessing { get; init; }

    internal void Check()
    {
        if (Opset is < OldestOpset or > NewestOpset)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"ONNX opset {Opset}\n  rule  the opset is {OldestOpset} … {NewestOpset}\n  help  {Default.Opset} is the default and read by ONNX Runtime 1.14 and later"));
    }
}
