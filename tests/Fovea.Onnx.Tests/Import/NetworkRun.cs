namespace Fovea.Onnx.Tests;

/// <summary>Runs a graph as a network: imported, compiled, and its values put back into the file's order.</summary>
internal static class NetworkRun
{
    /// <summary>The graph's outputs, or why it is no network of one image.</summary>
    public static Answer Of(OnnxGraph graph, IReadOnlyDictionary<string, OnnxTensor> inputs)
    {
        OnnxTensor[] images = [.. inputs.Values];
        if (images is not [{ Rank: > 0 } image]) return Answer.No($"it has {images.Length} inputs");
        if (graph.Outputs.FirstOrDefault(o => o.Type != OnnxType.Float32) is { } odd) return Answer.No($"output '{odd.Name}' is {odd.Type}, a network gives float32");
        return Answer.Of([.. graph.Outputs.Select(o => Output(graph, o, image))]);
    }

    /// <summary>One output.</summary>
    public static OnnxTensor Output(OnnxGraph graph, OnnxValueInfo output, OnnxTensor images)
    {
        OnnxImport import = Importer.Run(graph, new OnnxImportOptions { Output = output.Name });
        using Model model = import.Model;
        int batch = images.Dims[0], outs = import.OutputOrder.Count;
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = batch, Threads = 1 });
        plan.Load(ToMemory(images.ToFloats(), import.InputOrder, batch));
        plan.Run();
        using Tensor values = plan.Read(model.Graph.Output.Name);
        var result = new float[batch * outs];
        for (int n = 0; n < batch; n++)
            for (int i = 0; i < outs; i++) result[n * outs + import.OutputOrder[i]] = values.Values[n * outs + i];
        int[] dims = [.. import.OutputDims];
        if (batch > 1) dims = import.OutputDims is [1, ..] ? [batch, .. dims[1..]] : throw new ModelFileException(graph.File, $"output '{output.Name}' has no axis of images");
        return OnnxTensor.Of(dims, result);
    }

    private static float[] ToMemory(float[] file, IReadOnlyList<int> order, int batch)
    {
        var memory = new float[file.Length];
        for (int n = 0; n < batch; n++)
            for (int i = 0; i < order.Count; i++) memory[n * order.Count + i] = file[n * order.Count + order[i]];
        return memory;
    }
}
