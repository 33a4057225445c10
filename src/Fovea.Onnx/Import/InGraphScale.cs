namespace Fovea.Onnx;

/// <summary>
/// Preprocessing that Fovea wrote into the file (<see cref="PixelScale"/>): the model has it in its <see cref="Preprocessing"/>, so its
/// nodes leave the graph. Any other arithmetic on the input stays.
/// </summary>
internal static class InGraphScale
{
    /// <summary>The nodes without those of the preprocessing.</summary>
    public static IReadOnlyList<OnnxNode> Removed(OnnxGraph graph, OnnxValueInfo input, IReadOnlyList<OnnxNode> nodes, Dictionary<string, OnnxTensor> constants)
    {
        if (MetadataReader.Preprocessing(graph) is not { InGraph: true, Value: { } preprocessing }) return nodes;
        OnnxNode? add = nodes.FirstOrDefault(n => n is { OpType: "Add", Domain: "" } && n.Outputs.Contains(PixelScale.Output));
        OnnxNode? mul = add is null ? null : nodes.FirstOrDefault(n => n is { OpType: "Mul", Domain: "" } && n.Outputs[0] == add.Inputs[0]);
        if (add is null || mul is null || mul.Inputs[0] != input.Name || !IsScale(preprocessing, mul, add, constants))
            throw new ModelFileException(graph.File, "its metadata say that preprocessing is in the graph, but the nodes behind the input are not that preprocessing",
                null, "give the preprocessing, which then replaces what the file says");
        var same = new OnnxNode(add.Name, "Identity", "", [input.Name], [PixelScale.Output], OnnxAttributes.None);
        return [.. nodes.Where(n => n != mul).Select(n => n == add ? same : n)];
    }

    private static bool IsScale(Preprocessing p, OnnxNode mul, OnnxNode add, Dictionary<string, OnnxTensor> constants)
    {
        if (!constants.TryGetValue(mul.Inputs[1], out OnnxTensor? scale) || !constants.TryGetValue(add.Inputs[1], out OnnxTensor? shift)) return false;
        if (scale.Type != OnnxType.Float32 || shift.Type != OnnxType.Float32 || (p.Mean.Count != 1 && p.Mean.Count != scale.Count) || (p.Std.Count != 1 && p.Std.Count != scale.Count)) return false;
        var (a, b) = PixelScale.Factors(p, scale.Count);
        return scale.ToFloats().SequenceEqual(a) && shift.ToFloats().SequenceEqual(b);
    }
}
