namespace Fovea;

/// <summary>Weights of other libraries into networks that are declared here.</summary>
/// <remarks>
/// Names are translated by the rules in <c>Weights/Names</c>, one file a family; the rule under which most tensors of the file find a parameter is
/// taken. Float16, bfloat16 and float64 become float32.
/// </remarks>
public static class Weights
{
    /// <summary>Reads a <c>.safetensors</c> file into a network. The network changes only when everything has been read.</summary>
    /// <param name="model">Whose parameters are overwritten.</param>
    /// <param name="path">The file: PyTorch's layouts, names of torchvision, timm, <c>nn.Sequential</c> or Fovea.</param>
    /// <param name="options">How; all defaults when null.</param>
    /// <returns>What matched and what did not.</returns>
    /// <exception cref="ModelFileException">The file is damaged or of another kind, or parameters have no values in it and <see cref="WeightOptions.Partial"/> is off.</exception>
    /// <example><code>
    /// using Model model = Model.Parse(Zoo.Nets["resnet18"], name: "resnet18");
    /// Console.WriteLine(Weights.Load(model, "resnet18.safetensors"));
    /// </code></example>
    public static WeightReport Load(Model model, string path, WeightOptions? options = null)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return Load(model, file.Name, [.. file.Entries.Select(e => new WeightTensor(e.Name, e.Shape, e.Type.FileName(), WeightLayout.PyTorch, () => file.ReadFloats(e.Name)))], options);
    }

    /// <summary>Reads tensors of any source into a network. The network changes only when everything has been read.</summary>
    /// <param name="model">Whose parameters are overwritten.</param>
    /// <param name="file">What errors and the report call the source.</param>
    /// <param name="tensors">What it offers, in its order.</param>
    /// <param name="options">How; all defaults when null.</param>
    /// <returns>What matched and what did not.</returns>
    /// <exception cref="ModelFileException">Parameters have no values in it and <see cref="WeightOptions.Partial"/> is off.</exception>
    public static WeightReport Load(Model model, string file, IReadOnlyList<WeightTensor> tensors, WeightOptions? options = null)
    {
        options ??= new WeightOptions();
        WeightMatching matching = options.ByOrder ? WeightMatching.ByOrder(model, file, tensors) : WeightMatching.ByName(model, file, tensors);
        WeightReport report = matching.Report;
        if (!report.IsComplete && (!options.Partial || report.Matched.Count == 0)) throw Incomplete(model, file, tensors, report, options);
        using Model read = model.With();
        foreach ((Parameter p, WeightTensor tensor) in matching.Pairs)
        {
            float[] values = tensor.Read();
            Span<float> memory = read.Parameters.Values(read.Parameters.Find(p.Name)).Span;
            if (tensor.Layout == WeightLayout.Keras) values.CopyTo(memory);
            else ParameterLayout.FromFile(p, values, memory);
        }
        model.Parameters.CopyFrom(read.Parameters);
        return report;
    }

    private static ModelFileException Incomplete(Model model, string file, IReadOnlyList<WeightTensor> tensors, WeightReport report, WeightOptions options)
    {
        int lacking = report.Missing.Count + report.Different.Count, all = lacking + report.Matched.Count;
        string details = string.Concat(report.ToString().Split('\n').Skip(2).Select(line => "\n  " + line));
        string help = report.Matched.Count > 0 ? "to keep first values for these, load the rest: WeightOptions.Partial, --partial"
            : !options.ByOrder && WeightMatching.ByOrder(model, file, tensors).Report.IsComplete
                ? "no name is known, but all shapes agree in order: load by order and look at the result (WeightOptions.ByOrder, --by-order)"
                : "is it the file of another network? 'fovea summary NET' lists the parameters";
        return new ModelFileException(file, $"{lacking} of {all} parameters of {model.Name} have no values in it ({report.Names}){details}",
            "a network is loaded whole, or as far as it goes when that is asked for", help);
    }
}
