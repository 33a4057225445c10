namespace Fovea.Tests;

/// <summary>Random nets with branches in branches: what the planner's sharing and lifetimes have to survive.</summary>
internal static class RandomNet
{
    private const string Channels = "4";

    // No overlapping max pool: it copies values, what follows computes them twice with different rounding, and the next maximum
    // is a tie in double precision but not in float. Layer norm of four channels with a small ε magnifies rounding.
    private static readonly string[] Layers =
    [
        "relu", "relu", "relu", "bn", "bn | relu", $"conv {Channels} 3x3 | relu", $"conv {Channels} 3x3 nobias | bn | relu", $"conv {Channels} 3x3", $"conv {Channels} 1x1",
        "depthwise 3x3", "tanh", "gelu", "silu", "relu6", "leakyrelu 0.2", "sigmoid", "dropout 0.3", "dropout 0", "layernorm eps 0.1", "avgpool 3 stride 1 pad 1",
    ];

    private static readonly string[] Shrinking = ["maxpool 2", "avgpool 2 ceil", $"conv {Channels} 3x3 stride 2", "pad 1,0,0,2", $"conv {Channels} 2x2 pad valid | relu"];

    private static readonly string[] Tails =
        ["flatten | dense 3", "globalavgpool | dense 3", "globalmaxpool | dense 6 | relu | dense 3", "flatten | dropout 0.2 | dense 5 | bn | relu | residual(dense 5 | tanh) | dense 3", "flatten | relu | dense 3"];

    public static string Text(Random r)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            string net = Draw(r);
            try
            {
                NetText.Parse(net);
                return net;
            }
            catch (DeclarationException)
            {
                // The maps had shrunk below a window.
            }
        }
        throw new InvalidOperationException("no valid net in 100 attempts");
    }

    private static string Draw(Random r)
    {
        var parts = new List<string> { $"{r.Next(5, 9)}x{r.Next(5, 9)}x{Channels}" };
        for (int i = r.Next(1, 4); i > 0; i--)
        {
            parts.Add(Chain(r, 0));
            if (r.Next(2) == 0) parts.Add(Shrinking[r.Next(Shrinking.Length)]);
        }
        parts.Add(Tails[r.Next(Tails.Length)]);
        return string.Join(" | ", parts);
    }

    // Keeps its shape, so that any two may be added.
    private static string Chain(Random r, int depth) => string.Join(" | ", Enumerable.Range(0, r.Next(1, 4)).Select(_ => Item(r, depth)));

    private static string Item(Random r, int depth)
    {
        string Branch() => r.Next(4) == 0 ? "" : Chain(r, depth + 1);
        return (depth < 3 ? r.Next(5) : 5) switch
        {
            0 => $"residual({Branch()})",
            1 => $"residual({Branch()} ; {Branch()})",
            2 => $"concat({Branch()} ; {Branch()}) | conv {Channels} 1x1",
            _ => Layers[r.Next(Layers.Length)],
        };
    }
}
