using System.Globalization;
using System.Text;

namespace Fovea.Onnx;

/// <summary>How an ONNX file became a network: what was computed once, what was joined, what remained, and what to know.</summary>
/// <param name="File">The file.</param>
/// <param name="Opset">Version of ONNX's set of operators in it.</param>
/// <param name="FileNodes">Nodes of the file's graph.</param>
/// <param name="Folded">Nodes that depend on constants alone and were computed while reading.</param>
/// <param name="Fused">Nodes that became part of another layer or only rename axes.</param>
/// <param name="Nodes">Nodes of the network, with its input.</param>
/// <param name="LayoutChanges">Nodes of the network that only move elements: transpositions and reshapes that could not be avoided.</param>
/// <param name="OtherOutputs">Outputs of the file that the network leaves out.</param>
/// <param name="Notes">What a user has to know, a sentence each.</param>
public sealed record OnnxImportReport(
    string File, int Opset, int FileNodes, int Folded, int Fused, int Nodes,
    IReadOnlyList<string> LayoutChanges, IReadOnlyList<string> OtherOutputs, IReadOnlyList<string> Notes)
{
    /// <summary>One line of numbers.</summary>
    public string Summary => string.Create(CultureInfo.InvariantCulture,
        $"opset {Opset}: {FileNodes:N0} nodes became {Nodes:N0}: {Folded:N0} computed once, {Fused:N0} joined with others, {LayoutChanges.Count:N0} that only move elements");

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder($"{File}: {Summary}");
        if (LayoutChanges.Count > 0) text.Append("\n  moves   ").Append(Spelling.List(LayoutChanges));
        if (OtherOutputs.Count > 0) text.Append("\n  left    ").Append(Spelling.List(OtherOutputs)).Append(": outputs that the network leaves out");
        foreach (string note in Notes) text.Append("\n  note    ").Append(note);
        return text.ToString();
    }
}
