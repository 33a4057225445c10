using System.Text;
using System.Text.Json;

namespace Fovea.Analysis;

/// <summary>A network's nodes with sizes, parameters and cost, from the declaration alone: no data, no run.</summary>
/// <param name="Name">What the network is called.</param>
/// <param name="Nodes">A row for each node.</param>
/// <param name="Parameters">Trainable values.</param>
/// <param name="Macs">Multiply-accumulates of a forward pass for one image (1 MAC = 2 FLOP; padding counts as work).</param>
/// <param name="InferenceBytes">Memory of activations in inference at <paramref name="Batch"/>, as the planner lays them out.</param>
/// <param name="TrainingBytes">Memory of activations and gradients in training at <paramref name="Batch"/>.</param>
/// <param name="Batch">The batch that the memory figures are for.</param>
/// <param name="RecomputedBytes">Memory of activations and gradients in training that computes activations again, see <see cref="PlanOptions.Recompute"/>.</param>
public sealed record Summary(string Name, IReadOnlyList<SummaryNode> Nodes, long Parameters, long Macs, long InferenceBytes, long TrainingBytes, int Batch, long RecomputedBytes)
{
    /// <summary>Summarises a model.</summary>
    public static Summary Of(Model model, int batch = 64)
    {
        Graph graph = model.Graph;
        IReadOnlyDictionary<Node, ReceptiveField> fields = ReceptiveField.Of(graph);
        SummaryNode[] nodes = [.. graph.Nodes.Select(n => new SummaryNode(n.Name, n.Op.ToString(), n.Shape, n.ParameterCount, n.Cost.Macs, fields[n],
            n.Inputs.Select(i => i.Name).ToArray()))];
        var training = new PlanOptions { MaxBatch = batch, Threads = 1, Training = true, Objective = Objective.ChannelMean(graph.Output.Name, 0), ParameterGradients = true };
        return new Summary(model.Name, nodes, graph.ParameterCount, graph.Cost.Macs,
            Plan.MeasureBytes(model, new PlanOptions { MaxBatch = batch, Threads = 1 }), Plan.MeasureBytes(model, training), batch,
            Plan.MeasureBytes(model, training with { Recompute = true }));
    }

    /// <summary>
    /// <c>{"name","parameters","macs","batch","inferenceBytes","trainingBytes","recomputedBytes","nodes":[{"name","op","inputs","output","parameters","macs","receptiveField"}]}</c>.
    /// </summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("name", Name);
            json.WriteNumber("parameters", Parameters);
            json.WriteNumber("macs", Macs);
            json.WriteNumber("batch", Batch);
            json.WriteNumber("inferenceBytes", InferenceBytes);
            json.WriteNumber("trainingBytes", TrainingBytes);
            json.WriteNumber("recomputedBytes", RecomputedBytes);
            json.WriteStartArray("nodes");
            foreach (SummaryNode n in Nodes) n.Write(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The table, at most 100 columns wide for names of ordinary length.</summary>
    public override string ToString()
    {
        int name = Math.Clamp(Nodes.Max(n => n.Name.Length), 5, 28), op = Math.Clamp(Nodes.Max(n => n.Op.Length), 5, 34);
        var text = new StringBuilder();
        text.Append($"{Name}: {Nodes[0].Output} → {Nodes[^1].Output}\n\n");
        text.Append($"{"node".PadRight(name)}  {"layer".PadRight(op)}  {"output",-11}  {"parameters",11}  {"MACs",13}  {"share",6}  field\n");
        foreach (SummaryNode n in Nodes)
            text.Append($"{Fit(n.Name, name)}  {Fit(n.Op, op)}  {n.Output,-11}  {Number(n.Parameters),11}  {Number(n.Macs),13}  {Share(n.Macs),6}  {n.ReceptiveField}\n");
        text.Append($"\n{Parameters:N0} parameters ({Bytes(Parameters * sizeof(float))}), {Macs:N0} MACs an image\n");
        text.Append($"activations at batch {Batch}: {Bytes(InferenceBytes)} in inference, {Bytes(TrainingBytes)} in training with gradients, {Bytes(RecomputedBytes)} with --recompute\n");
        return text.ToString();
    }

    private string Share(long macs) => macs == 0 || Macs == 0 ? "" : $"{100.0 * macs / Macs:F1}%";

    private static string Number(long n) => n == 0 ? "" : n.ToString("N0");

    private static string Fit(string text, int width) => text.Length <= width ? text.PadRight(width) : text[..(width - 1)] + "…";

    private static string Bytes(long bytes) => bytes < 1 << 20 ? $"{bytes / 1024.0:F1} KB" : $"{bytes / 1048576.0:F1} MB";
}

/// <summary>One node of a <see cref="Summary"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Op">The layer in the text notation.</param>
/// <param name="Output">Shape of its activation for one image.</param>
/// <param name="Parameters">Trainable values.</param>
/// <param name="Macs">Multiply-accumulates for one image.</param>
/// <param name="ReceptiveField">How much of the image one of its numbers sees.</param>
/// <param name="Inputs">Names of what it reads.</param>
public sealed record SummaryNode(string Name, string Op, Shape Output, long Parameters, long Macs, ReceptiveField ReceptiveField, IReadOnlyList<string> Inputs)
{
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteString("op", Op);
        json.WriteStartArray("inputs");
        foreach (string input in Inputs) json.WriteStringValue(input);
        json.WriteEndArray();
        json.WriteStartArray("output");
        foreach (int n in Output.ToArray()) json.WriteNumberValue(n);
        json.WriteEndArray();
        json.WriteNumber("parameters", Parameters);
        json.WriteNumber("macs", Macs);
        json.WriteStartArray("receptiveField");
        json.WriteNumberValue(ReceptiveField.Height);
        json.WriteNumberValue(ReceptiveField.Width);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <summary><c>model.Summarize()</c>.</summary>
public static class SummaryExtensions
{
    /// <summary>A network's nodes with sizes, parameters and cost, from the declaration alone.</summary>
    public static Summary Summarize(this Model model, int batch = 64) => Summary.Of(model, batch);
}
