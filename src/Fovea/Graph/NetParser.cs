using System.Globalization;

namespace Fovea;

/// <summary>Reads the text notation by recursive descent; see <see cref="NetText"/> for the language.</summary>
internal sealed class NetParser
{
    private const int MaxDepth = 32;
    private const int MaxNodes = 10_000;
    private readonly List<NetToken> tokens;
    private readonly string file;
    private readonly Dictionary<string, Definition> definitions = [];
    private readonly Dictionary<string, int> blockCounters = [];
    private readonly List<string> inUse = [];
    private int at;
    private int depth;
    private GraphBuilder builder = null!;

    public NetParser(string text, string file, int line)
    {
        this.file = file;
        tokens = NetLexer.Split(text, line);
    }

    private sealed record Definition(string[] Parameters, int Start, int Line);

    /// <summary>The network as far as it can be read.</summary>
    public PartialNet ParsePartial()
    {
        try
        {
            return new PartialNet(ParseNet(), null);
        }
        catch (DeclarationException e)
        {
            return new PartialNet(builder?.BuildPartial(), e);
        }
    }

    public Graph ParseNet()
    {
        while (Peek() == "def") ReadDefinition();
        NetToken size = Next("an input size such as 28x28x1");
        try
        {
            builder = new GraphBuilder(ReadSize(size), new SourceLine(file, size.Line));
        }
        catch (DeclarationException e) when (e.Node is null)
        {
            throw e.At("input", new SourceLine(file, size.Line));
        }
        Node output = builder.Input;
        if (Peek() == "|")
        {
            at++;
            output = ReadChain(output, []);
        }
        if (at < tokens.Count) throw Problem($"'{tokens[at].Text}' is not expected here", tokens[at].Line);
        if (output == builder.Input) throw Problem("there are no layers behind the input", size.Line, "28x28x1 | conv 32 5x5 | relu | flatten | dense 10");
        return builder.Build(output);
    }

    private Shape ReadSize(NetToken token)
    {
        string[] parts = token.Text.Split('x', '×');
        if (parts.Length is not (1 or 3) || !parts.All(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n is > 0 and <= 65536))
            throw Problem($"'{token.Text}' is no input size", token.Line, "write height x width x channels, as 28x28x1");
        int[] n = [.. parts.Select(p => int.Parse(p, CultureInfo.InvariantCulture))];
        return n.Length == 1 ? Shape.Vector(n[0]) : Shape.Image(n[0], n[1], n[2]);
    }

    // def name p q { chain }: remembers where the chain starts; it is read anew at each use.
    private void ReadDefinition()
    {
        int line = tokens[at++].Line;
        string name = Next("a name behind def").Text;
        if (tokens[at - 1].IsSign) throw Problem($"a name is expected behind def, not '{name}'", line);
        if (OpText.Words.Contains(name) || name is "residual" or "def") throw Problem($"def {name}: {name} is a layer already", line);
        var parameters = new List<string>();
        while (Peek() is { } word && word != "{" && !tokens[at].IsSign)
        {
            if (parameters.Contains(word)) throw Problem($"def {name} has two parameters named {word}", line);
            parameters.Add(word);
            at++;
        }
        Expect("{");
        if (!definitions.TryAdd(name, new Definition([.. parameters], at, line))) throw Problem($"def {name} stands here twice", line);
        for (int open = 1; open > 0; at++)
        {
            if (at >= tokens.Count) throw Problem($"def {name}: the closing }} is missing", line);
            open += tokens[at].Text switch { "{" => 1, "}" => -1, _ => 0 };
        }
    }

    private Node ReadChain(Node input, Dictionary<string, string> arguments)
    {
        Enter();
        Node node = ReadItem(input, arguments);
        while (Peek() == "|")
        {
            at++;
            node = ReadItem(node, arguments);
        }
        depth--;
        return node;
    }

    // The parser's own recursion is bounded: a text must not be able to overflow the stack.
    private void Enter()
    {
        if (++depth > MaxDepth) throw Problem($"blocks are nested more than {MaxDepth} deep", Line);
    }

    private Node ReadItem(Node input, Dictionary<string, string> arguments)
    {
        string? name = null;
        if (at + 1 < tokens.Count && tokens[at + 1].Text == ":" && !tokens[at].IsSign)
        {
            name = tokens[at].Text;
            at += 2;
        }
        string word = Peek() ?? throw Problem("a layer is missing at the end", Line);
        if (at + 1 < tokens.Count && tokens[at + 1].Text == "*") return Repeat(input, arguments, name);
        if (word == "(") return Named(name, () => Parenthesis(input, arguments));
        if (word is "residual") return Residual(input, arguments, name);
        if (definitions.ContainsKey(word)) return Use(input, arguments, name);
        return Layer(input, arguments, name);
    }

    private Node Repeat(Node input, Dictionary<string, string> arguments, string? name)
    {
        string word = Value(tokens[at].Text, arguments);
        if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int times) || times is < 1 or > 1000)
            throw Problem($"'{word} *' repeats 1 to 1,000 times", Line);
        at += 2;
        return Named(name, () =>
        {
            Enter();
            int start = at;
            Node node = input;
            for (int i = 0; i < times; i++)
            {
                at = start;
                node = Peek() == "(" ? Parenthesis(node, arguments) : ReadItem(node, arguments);
            }
            depth--;
            return node;
        });
    }

    private Node Parenthesis(Node input, Dictionary<string, string> arguments)
    {
        Expect("(");
        Node node = ReadChain(input, arguments);
        Expect(")");
        return node;
    }

    private Node Residual(Node input, Dictionary<string, string> arguments, string? name)
    {
        NetToken word = tokens[at++];
        List<Node> ends = Branches(input, arguments);
        if (ends.Count > 2) throw Problem($"residual has one or two branches, got {ends.Count}", word.Line);
        if (ends.Count == 1) ends.Add(input);
        return Add(new Fovea.Add(), ends, name, word.Line);
    }

    private List<Node> Branches(Node input, Dictionary<string, string> arguments)
    {
        Expect("(");
        var ends = new List<Node>();
        do ends.Add(Peek() is ";" or ")" ? input : ReadChain(input, arguments));
        while (Accept(";"));
        Expect(")");
        return ends;
    }

    private Node Use(Node input, Dictionary<string, string> arguments, string? name)
    {
        NetToken word = tokens[at++];
        Definition definition = definitions[word.Text];
        if (inUse.Contains(word.Text))
            throw Problem($"def {word.Text} uses itself: {string.Join(" → ", inUse.SkipWhile(n => n != word.Text).Append(word.Text))}", definition.Line, $"to repeat a chain write 3 * {word.Text}");
        inUse.Add(word.Text);
        var inner = new Dictionary<string, string>();
        foreach (string parameter in definition.Parameters)
        {
            if (at >= tokens.Count || tokens[at].IsSign) throw Problem($"{word.Text} lacks its {parameter}", word.Line);
            inner[parameter] = Value(tokens[at++].Text, arguments);
        }
        int back = at;
        string key = builder.Prefix + word.Text;
        blockCounters[key] = blockCounters.GetValueOrDefault(key) + 1;
        Node node = Named(name ?? word.Text + blockCounters[key], () =>
        {
            at = definition.Start;
            Node end = ReadChain(input, inner);
            Expect("}");
            return end;
        });
        at = back;
        inUse.RemoveAt(inUse.Count - 1);
        return node;
    }

    private Node Layer(Node input, Dictionary<string, string> arguments, string? name)
    {
        int line = Line;
        var words = new List<string>();
        while (at < tokens.Count && !tokens[at].IsSign) words.Add(words.Count == 0 ? tokens[at++].Text : Value(tokens[at++].Text, arguments));
        if (words.Count == 0) throw Problem($"a layer is expected, not '{tokens[at].Text}'", line);
        Op op;
        try
        {
            op = OpText.Read(words, definitions.Keys.Append("residual"));
        }
        catch (DeclarationException e) when (e.Node is null)
        {
            throw e.At(words[0], new SourceLine(file, line));
        }
        if (op.JoinsBranches) return Join(op, input, arguments, name, line);
        if (words[0] == "depthwise" && op is Conv2d depthwise) op = depthwise.Depthwise(input.Shape);
        return Add(op, [input], name, line);
    }

    private Node Join(Op op, Node input, Dictionary<string, string> arguments, string? name, int line)
    {
        if (Peek() != "(") throw Problem($"{op.Stem} joins branches: write {(op is Fovea.Add ? "residual(a ; b) or " : "")}{op}(a ; b)", line);
        List<Node> ends = Branches(input, arguments);
        if (op is Concat && ends.Count == 1) throw Problem("concat joins two branches or more: concat(a ; b)", line);
        return Add(op, ends, name, line);
    }

    private Node Add(Op op, IReadOnlyList<Node> inputs, string? name, int line)
    {
        Node node = builder.Add(op, inputs, name, new SourceLine(file, line));
        if (node.Index > MaxNodes) throw Problem($"the network has more than {MaxNodes:N0} nodes", line);
        return node;
    }

    private Node Named(string? name, Func<Node> read)
    {
        if (name is null) return read();
        string before = builder.Prefix;
        builder.Prefix = before + name + ".";
        Node node = read();
        builder.Prefix = before;
        return node;
    }

    // A parameter stands for its number, also inside a pair: kxk.
    private static string Value(string word, Dictionary<string, string> arguments)
    {
        if (arguments.TryGetValue(word, out string? value)) return value;
        string[] parts = word.Split('x');
        return parts.Length == 2 && parts.Any(arguments.ContainsKey) ? string.Join('x', parts.Select(p => arguments.GetValueOrDefault(p, p))) : word;
    }

    private string? Peek() => at < tokens.Count ? tokens[at].Text : null;

    private int Line => at < tokens.Count ? tokens[at].Line : tokens.Count > 0 ? tokens[^1].Line : 1;

    private NetToken Next(string what) => at < tokens.Count ? tokens[at++] : throw Problem($"{what} is missing", Line);

    private bool Accept(string sign)
    {
        if (Peek() != sign) return false;
        at++;
        return true;
    }

    private void Expect(string sign)
    {
        if (!Accept(sign)) throw Problem(Peek() is { } found ? $"'{sign}' is expected, not '{found}'" : $"the closing '{sign}' is missing", Line);
    }

    private DeclarationException Problem(string text, int line, string? help = null)
        => new DeclarationException(text, null, help).At("net", new SourceLine(file, line));
}
