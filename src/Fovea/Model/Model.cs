using System.Runtime.CompilerServices;

namespace Fovea;

/// <summary>Graph, parameter values, preprocessing and labels: what is saved, trained, explained and shipped.</summary>
public sealed class Model : IDisposable
{
    internal Model(string name, Graph graph, Preprocessing preprocessing, IReadOnlyList<string> labels)
    {
        Name = name;
        Graph = graph;
        Preprocessing = preprocessing;
        Labels = labels;
        Parameters = new Parameters(graph);
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The declaration.</summary>
    public Graph Graph { get; }

    /// <summary>The values of its weights and running statistics.</summary>
    public Parameters Parameters { get; }

    /// <summary>What happens to an image before the network sees it.</summary>
    public Preprocessing Preprocessing { get; private init; }

    /// <summary>Names of the classes, in the order of the logits; empty when nobody named them.</summary>
    public IReadOnlyList<string> Labels { get; private init; }

    /// <summary>Length of the output: the number of classes of a classifier.</summary>
    public int Outputs => (int)Graph.Output.Shape.Count;

    /// <summary>Declares a network in C#.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="input">Height × width × channels of the image.</param>
    /// <param name="layers">From the input node to the output node: <c>x => x.Conv2d(32, 5).Relu().MaxPool(2).Flatten().Dense(10)</c>.</param>
    /// <param name="seed">Seed of the first weights.</param>
    /// <param name="labels">Names of the classes.</param>
    /// <exception cref="DeclarationException">A layer does not fit; the message names it, its line, the rule and the remedy.</exception>
    public static Model Define(string name, Shape input, Func<Node, Node> layers, ulong seed = 0, IReadOnlyList<string>? labels = null)
    {
        var builder = new GraphBuilder(input);
        Graph graph = builder.Build(layers(builder.Input));
        var model = new Model(name, graph, Preprocessing.Default, labels ?? []);
        Init.Reset(graph, model.Parameters, seed);
        return model;
    }

    /// <summary>Declares a network in the text notation; see <see cref="NetText"/>.</summary>
    /// <param name="text"><c>28x28x1 | conv 32 5x5 | relu | maxpool 2 | flatten | dense 10</c>.</param>
    /// <param name="seed">Seed of the first weights.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="file">Shown in errors as the place of the declaration.</param>
    /// <param name="line">Line of the text's first line in that file.</param>
    /// <exception cref="DeclarationException">The text cannot be read or a layer does not fit.</exception>
    public static Model Parse(string text, ulong seed = 0, string name = "net", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Graph graph = NetText.Parse(text, file, line);
        var model = new Model(name, graph, Preprocessing.Default, []);
        Init.Reset(graph, model.Parameters, seed);
        return model;
    }

    /// <summary>Puts a network together from a list of nodes. All its values are zero.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="input">Height × width × channels of the image, or a vector.</param>
    /// <param name="nodes">The nodes behind the input, each behind those that it reads. Nodes that do not lead to the output are left out.</param>
    /// <param name="output">Name of the node that comes out.</param>
    /// <param name="file">Shown in errors and findings as the place of the declaration.</param>
    /// <exception cref="DeclarationException">A node does not fit; the message names it.</exception>
    /// <exception cref="KeyNotFoundException">A node reads one that is not declared before it.</exception>
    public static Model Assemble(string name, Shape input, IReadOnlyList<NodeDeclaration> nodes, string output, string file = "")
    {
        var source = new SourceLine(file, 0);
        var builder = new GraphBuilder(input, source);
        var made = new Dictionary<string, Node> { [builder.Input.Name] = builder.Input };
        foreach (NodeDeclaration node in nodes)
            made[node.Name] = builder.Add(node.Op, [.. node.Inputs.Select(i => made[i])], node.Name, source);
        return new Model(name, builder.Build(made[output]), Preprocessing.Default, []);
    }

    /// <summary>The same network and values with other preprocessing and labels. The values are copied.</summary>
    /// <exception cref="ArgumentException">The numbers do not fit the input's channels or the number of outputs.</exception>
    public Model With(Preprocessing? preprocessing = null, IReadOnlyList<string>? labels = null)
    {
        (preprocessing ?? Preprocessing).Check(Graph.Input.Shape.Channels);
        if (labels is { Count: > 0 } && labels.Count != Outputs)
            throw new ArgumentException($"{Name} has {Outputs} outputs, got {labels.Count} labels ({Spelling.List(labels, 6)})", nameof(labels));
        var copy = new Model(Name, Graph, preprocessing ?? Preprocessing, labels ?? Labels);
        copy.Parameters.CopyFrom(Parameters);
        return copy;
    }

    /// <summary>Compiles the network for repeated runs.</summary>
    public Plan Compile(PlanOptions? options = null) => Planner.Compile(this, options ?? new PlanOptions());

    /// <summary>Measures what each call of its plan costs, on images of random numbers.</summary>
    /// <example><c>Console.WriteLine(cnn.Profile(new ProfileOptions { Batch = 1 }));</c></example>
    public PlanProfile Profile(ProfileOptions? options = null, CancellationToken cancel = default) => ModelProfile.Of(this, options ?? new ProfileOptions(), cancel);

    /// <summary>Measures which algorithm is the fastest for each of its convolutions on this machine, on images of random numbers.</summary>
    /// <param name="options">For which batch and mode; all defaults when null.</param>
    /// <param name="progress">Share of the measurements that are done, 0 … 1.</param>
    /// <param name="cancel">Ends it between two runs.</param>
    /// <example><c>AlgorithmChoices choices = cnn.Tune(new TuneOptions { Batch = 64, Training = true }).Choices;</c></example>
    public Tuning Tune(TuneOptions? options = null, IProgress<double>? progress = null, CancellationToken cancel = default)
        => ModelTuner.Of(this, options ?? new TuneOptions(), progress, cancel);

    /// <summary>Name of a class, or its number when it has none.</summary>
    public string LabelOf(int index) => index < Labels.Count ? Labels[index] : $"class {index}";

    /// <summary>Number of a class.</summary>
    /// <exception cref="ArgumentException">There is no such class; the message names the nearest.</exception>
    public int IndexOf(string label)
    {
        for (int i = 0; i < Labels.Count; i++)
            if (Labels[i] == label) return i;
        if (int.TryParse(label, out int number) && number >= 0 && number < Outputs) return number;
        throw new ArgumentException($"there is no class '{label}'{Spelling.DidYouMean(label, Labels)}; the classes are {Spelling.List(Enumerable.Range(0, Outputs).Select(LabelOf))}", nameof(label));
    }

    /// <summary>Releases the values.</summary>
    public void Dispose() => Parameters.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Graph.Input.Shape} → {Graph.Output.Shape}, {Graph.ParameterCount:N0} parameters";
}
