namespace Fovea.Onnx;

/// <summary>The last step: names, graph, values, labels and preprocessing.</summary>
internal sealed class ImportedModel(Importer importer, OnnxImportOptions options, ImportNode input, ImportValue output)
{
    private string File => importer.Graph.File;

    /// <summary>Makes the model.</summary>
    /// <param name="inputLayout">Of the file's input.</param>
    /// <param name="nodes">The nodes that lead to the output, in order.</param>
    /// <param name="report">What is known so far.</param>
    public OnnxImport Make(Layout inputLayout, IReadOnlyList<ImportNode> nodes, OnnxImportReport report)
    {
        Dictionary<ImportNode, string> names = Names.Unique(input, nodes);
        Model model = Assemble(names, nodes);
        try
        {
            foreach (ImportNode node in nodes)
                foreach ((string suffix, float[] values) in node.Parameters)
                    Set(model, $"{names[node]}.{suffix}", values);
            model.Parameters.MarkChanged();
            Model ready = Described(model);
            return new OnnxImport(ready, report with
            {
                LayoutChanges = [.. nodes.Where(importer.Reorder.Moves).Select(n => names[n])],
                Notes = [.. importer.Notes.Distinct()],
            })
            { Layouts = (inputLayout, output.Layout), OutputDims = output.Dims };
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    // Before the model takes memory for its parameters, it is known that their values are there.
    private Model Assemble(Dictionary<ImportNode, string> names, IReadOnlyList<ImportNode> nodes)
    {
        foreach (ImportNode node in nodes)
            foreach (ParameterSpec spec in node.Op.Parameters([.. node.Inputs.Select(i => i.Shape)]))
            {
                int given = node.Parameters.GetValueOrDefault(spec.Suffix)?.Length ?? 0;
                if (given != spec.Shape.Count) throw new ModelFileException(File, $"{names[node]}.{spec.Suffix} has {spec.Shape.Count:N0} values, the file gives {given:N0}");
            }
        try
        {
            return Model.Assemble(ModelName(), input.Shape,
                [.. nodes.Select(n => new NodeDeclaration(names[n], n.Op, [.. n.Inputs.Select(i => names[i])]))], names[output.Node], File);
        }
        catch (DeclarationException e)
        {
            throw new ModelFileException(File, e.Node is null ? e.Problem : $"{e.Node}: {e.Problem}", e.Rule, e.Help, e);
        }
    }

    private string ModelName() => importer.Graph.Name.Length > 0 && MetadataReader.Preprocessing(importer.Graph) is not null
        ? importer.Graph.Name
        : Path.GetFileNameWithoutExtension(File);

    private void Set(Model model, string name, float[] values)
    {
        Span<float> memory = model.Parameters[name];
        if (memory.Length != values.Length) throw new InvalidOperationException($"{name} has {memory.Length} values, got {values.Length}");
        values.CopyTo(memory);
        int broken = values.Count(v => !float.IsFinite(v));
        if (broken > 0) importer.Notes.Add($"{name} holds {broken:N0} values that are infinite or not numbers");
    }

    private Model Described(Model model)
    {
        IReadOnlyList<string> labels = options.Labels ?? MetadataReader.Labels(importer.Graph);
        if (labels.Count > 0 && labels.Count != model.Outputs)
        {
            if (options.Labels is not null)
                throw new ModelFileException(File, $"{labels.Count:N0} labels for a network of {model.Outputs:N0} outputs", "there is one label for each output");
            importer.Notes.Add($"the file names {labels.Count:N0} classes, the network has {model.Outputs:N0} outputs: the names are left out");
            labels = [];
        }
        Preprocessing? preprocessing = options.Preprocessing ?? MetadataReader.Preprocessing(importer.Graph)?.Value;
        if (preprocessing is null)
        {
            preprocessing = Foreign;
            importer.Notes.Add("the file does not say what is done to an image first: pixels are scaled to 0 … 1 and the middle of the image is taken, without mean and deviation");
        }
        try
        {
            Model described = model.With(preprocessing, labels);
            model.Dispose();
            return described;
        }
        catch (ArgumentException e)
        {
            throw new ModelFileException(File, e.Message, null, null, e);
        }
    }

    /// <summary>What is assumed of files that do not say it.</summary>
    private static Preprocessing Foreign { get; } = Preprocessing.Default with { Resize = ResizeRule.FitCrop };
}
