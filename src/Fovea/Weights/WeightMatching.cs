namespace Fovea;

/// <summary>Which tensor gives which parameter its values.</summary>
internal sealed class WeightMatching
{
    private readonly List<(Parameter Parameter, WeightTensor Tensor)> pairs = [];
    private readonly List<MissingWeight> missing = [];
    private readonly List<DifferentWeight> different = [];

    private WeightMatching()
    {
    }

    public IReadOnlyList<(Parameter Parameter, WeightTensor Tensor)> Pairs => pairs;

    public WeightReport Report { get; private set; } = null!;

    /// <summary>By the names of the library under which most tensors find a parameter.</summary>
    public static WeightMatching ByName(Model model, string file, IReadOnlyList<WeightTensor> tensors)
    {
        string prefix = CommonPrefix(tensors);
        Dictionary<string, WeightTensor> byName = tensors.GroupBy(t => t.Name[prefix.Length..]).ToDictionary(g => g.Key, g => g.First());
        (NameRule rule, NameMap map) = NameRules.Of(model.Graph).MaxBy(c => c.Map.Candidates.Count(byName.ContainsKey));
        var matching = new WeightMatching();
        var used = new HashSet<string>();
        foreach (Parameter p in model.Parameters.All)
        {
            IReadOnlyList<string> names = map.Of(p.Name);
            string? found = names.FirstOrDefault(byName.ContainsKey);
            if (found is null) matching.missing.Add(new MissingWeight(p.Name, names[0], ParameterLayout.FileShape(p.Spec)));
            else if (used.Add(found)) matching.Pair(p, byName[found]);
        }
        string title = used.Count == 0 ? "no name is known" : $"names of {rule.Title}{(prefix.Length > 0 ? $" behind '{prefix}'" : "")}";
        matching.Finish(model, file, title, byName.Where(t => !used.Contains(t.Key)).Select(t => t.Value), t => rule.IsIgnored(t[prefix.Length..]));
        if (used.Count > 0) matching.Report = matching.Report with { Preprocessing = rule.PreprocessingFor(model.Graph) };
        return matching;
    }

    /// <summary>By position: the file's modules as they lie, or in the natural order of their names, whichever agrees longer.</summary>
    public static WeightMatching ByOrder(Model model, string file, IReadOnlyList<WeightTensor> tensors)
    {
        string[] modules = [.. tensors.Where(t => !NameRule.IsCounter(t.Name)).Select(t => Module(t.Name)).Distinct()];
        WeightMatching asTheyLie = ByOrder(model, file, tensors, modules), natural = ByOrder(model, file, tensors, [.. modules.Order(NaturalOrder.Comparer)]);
        return natural.pairs.Count > asTheyLie.pairs.Count ? natural : asTheyLie;
    }

    private static WeightMatching ByOrder(Model model, string file, IReadOnlyList<WeightTensor> tensors, string[] modules)
    {
        var matching = new WeightMatching();
        var used = new HashSet<WeightTensor>();
        ILookup<string, WeightTensor> byModule = tensors.Where(t => !NameRule.IsCounter(t.Name)).ToLookup(t => Module(t.Name));
        int next = 0;
        foreach (IGrouping<Node, Parameter> node in model.Parameters.All.GroupBy(p => p.Node))
        {
            string module = next < modules.Length ? modules[next++] : "";
            foreach (Parameter p in node)
            {
                WeightTensor? tensor = byModule[module].FirstOrDefault(t => KerasNames.Suffix(t.Name[(t.Name.LastIndexOf('.') + 1)..]) == p.Spec.Suffix);
                if (tensor is null) matching.missing.Add(new MissingWeight(p.Name, module.Length == 0 ? p.Name : $"{module}.{p.Spec.Suffix}", ParameterLayout.FileShape(p.Spec)));
                else if (used.Add(tensor)) matching.Pair(p, tensor);
            }
        }
        matching.Finish(model, file, "by order", tensors.Where(t => !used.Contains(t)), NameRule.IsCounter);
        return matching;
    }

    private void Pair(Parameter p, WeightTensor tensor)
    {
        long[] needed = tensor.Layout == WeightLayout.Keras ? [.. p.Spec.Shape.ToArray().Select(n => (long)n)] : ParameterLayout.FileShape(p.Spec);
        if (IsSame(p, needed, tensor)) pairs.Add((p, tensor));
        else different.Add(new DifferentWeight(p.Name, tensor.Name, needed, tensor.Shape));
    }

    // Axes of length 1 do not change the order of values: a scale is C here and C×1×1 there. A dense layer behind a flatten may be a convolution
    // over the whole map there, with the same values in the same order.
    private static bool IsSame(Parameter p, long[] needed, WeightTensor tensor)
    {
        if (Long(needed).SequenceEqual(Long(tensor.Shape))) return true;
        return tensor.Layout == WeightLayout.PyTorch && p.Spec.Kind == ParameterKind.DenseWeight && tensor.Shape.Count == 4 && tensor.Shape[0] == needed[0]
            && ParameterLayout.FlattenedFrom(p.Node) is { } maps && tensor.Shape[1] == maps.Channels && tensor.Shape[2] == maps.Height && tensor.Shape[3] == maps.Width;
    }

    private static IEnumerable<long> Long(IEnumerable<long> shape) => shape.Where(n => n != 1);

    private void Finish(Model model, string file, string names, IEnumerable<WeightTensor> rest, Func<string, bool> isIgnored)
    {
        WeightTensor[] left = [.. rest];
        Report = new WeightReport
        {
            File = file,
            Network = model.Name,
            Names = names,
            Matched = [.. pairs.Select(p => new MatchedWeight(p.Parameter.Name, p.Tensor.Name, p.Tensor.Shape, p.Tensor.Type))],
            Missing = missing,
            Different = different,
            Unknown = [.. left.Where(t => !isIgnored(t.Name)).Select(t => new UnknownWeight(t.Name, t.Shape))],
            Ignored = [.. left.Where(t => isIgnored(t.Name)).Select(t => t.Name)],
        };
    }

    // What wrappers put before every name: DataParallel's "module.", Lightning's "model.".
    private static string CommonPrefix(IReadOnlyList<WeightTensor> tensors)
    {
        string prefix = "";
        foreach (string wrapper in (string[])["state_dict.", "model.", "module.", "net."])
            if (tensors.Count > 0 && tensors.All(t => t.Name.StartsWith(prefix + wrapper, StringComparison.Ordinal))) prefix += wrapper;
        return prefix;
    }

    private static string Module(string tensor) => tensor.LastIndexOf('.') is > 0 and var dot ? tensor[..dot] : "";
}
