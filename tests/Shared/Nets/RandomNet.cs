namespace Fovea.Tests;

/// <summary>Random nets with branches in branches: what the planner's sharing and lifetimes, and the writing of files, have to survive.</summary>
internal static class RandomNet
{
    private const string Channels = "4";

    /// <summary>What a net is made of.</summary>
    private sealed record Parts(string[] Layers, string[] Shrinking, string[] Tails);

    // No overlapping max pool: it copies values, what follows computes them twice with different rounding, and the next maximum
    // is a tie in double precision but not in float. Layer norm of four channels with a small ε magnifies rounding.
    private static readonly string[] Layers =
    [
        "relu", "relu", "relu", "bn", "bn | relu", $"conv {Channels} 3x3 | relu", $"conv {Channels} 3x3 nobias | bn | relu", $"conv {Channels} 3x3", $"conv {Channels} 1x1",
        "depthwise 3x3", "tanh", "gelu", "silu", "relu6", "leakyrelu 0.2", "sigmoid", "dropout 0.3", "dropout 0", "layernorm eps 0.1", "avgpool 3 stride 1 pad 1",
        "groupnorm 2 eps 0.1", "prelu", "prelu shared", "lrn 3", $"convtranspose {Channels} 3x3 pad 1 | relu",
    ];

    private static readonly string[] Shrinking = ["maxpool 2", "avgpool 2 ceil", $"conv {Channels} 3x3 stride 2", "pad 1,0,0,2", $"conv {Channels} 2x2 pad valid | relu", "resize linear size 5x4", "resize nearest scale 2 | avgpool 3", $"convtranspose {Channels} 2x2 stride 2 | relu | maxpool 3"];

    private static readonly string[] Tails =
        ["flatten | dense 3", "globalavgpool | dense 3", "globalmaxpool | dense 6 | relu | dense 3", "flatten | dropout 0.2 | dense 5 | bn | relu | residual(dense 5 | tanh) | dense 3", "flatten | relu | dense 3"];

    private static readonly Parts ForGradients = new(Layers, Shrinking, Tails);

    // Forward only: ties and kinks do no harm, so every op may occur, and the net may end anywhere. Jumps would, and infinities: a sigmoid of 1 in one engine is 0.9999999 in another, so
    // what is rounded keeps away from them.
    private static readonly Parts ForOutputs = new(
        [
            .. Layers, "elu 0.7", "selu", "hardswish", "hardsigmoid", "softplus",
            "prelu", "prelu shared", "groupnorm 2 eps 0.1", "instancenorm eps 0.1 | relu", "lrn 3", "softmax",
            "bn eps 0.01", "maxpool 3 stride 1 pad 1", "avgpool 3 stride 1 pad 1 excludepad", $"mul( ; globalavgpool | dense {Channels} | sigmoid)", "sub( ; avgpool 3 stride 1 pad 1)", "pow(sigmoid ; sigmoid)",
            "scale | position", "scale nobias", "scale noweight", "min( ; conv 1 1x1)", $"conv {Channels} 3x3 groups 2", $"conv {Channels} 3x3 dilation 2",
            $"conv {Channels} 5x1 nobias", $"conv {Channels} 2x2 pad 1,0,0,1 | bn", $"convtranspose {Channels} 3x3 pad 1 | relu", $"convtranspose {Channels} 4x4 pad 1,2,2,1 nobias | relu6", $"padchannels 2 1 | conv {Channels} 1x1", "div(tanh ; elu | softplus) | max( ; relu)",
            "clip min -5 max 5 | exp | neg | abs | sqrt", "softplus | log | softsign", "elu | softplus | reciprocal | mish", "erf | sin", "cos | tanhgelu", "add( ; sigmoid | clip min 0.2 max 0.8 | floor | ceil | round | sign)",
            "celu 0.5 | thresholdedrelu 0", "raise 2 | clip min 0.1 max 3", "transpose whc | transpose whc", "concat h( ; relu) | maxpool 2x1 stride 2x1", "slice c 3,4,-1", "logsoftmax",
            "mul( ; reduce mean hw)", "div( ; reduce max wc | abs | elu | softplus)",
        ],
        [
            .. Shrinking, "maxpool 3 stride 2 pad 1 ceil", "avgpool 3 stride 2 pad 1 ceil", "avgpool 3x2 stride 2x3 pad 1 ceil excludepad", "resize linear scale 1.5 | avgpool 3", "resize cubic size 5x4 corners", "resize nearest scale 2 | maxpool 3", "maxpool 2 stride 3 ceil", "maxpool 2 dilation 2 stride 2 pad 1 | prelu",
            "depthwise 3x3 stride 2x1", "pad 0,3,1,0 | maxpool 3x2 stride 1",
        ],
        [
            .. Tails, "relu", "softmax", "flatten", "flatten | tanh", "flatten | prelu | dense 3",
            "flatten | prelu shared", "flatten | softmax", "flatten | flatten | dense 3", "flatten | residual(relu) | dense 3", "globalavgpool | reshape 2x1x2 | token | relu | token", "globalmaxpool | reshape 1x1x4 | concat h( ; token) | transpose cwh | reshape 12 | dense 3",
            "globalavgpool | reshape 2x1x2 | attention 2(conv 2 1x1 ; ; conv 2 1x1)", "matmul transposeb( ; relu)",
            "flatten | concat(gelu ; dense 4 ; ) | layernorm eps 0.1 | dense 3", "flatten | bn | layernorm eps 0.1 | silu | dense 3 | softmax", "flatten | concat( ; relu)",
            "globalmaxpool | residual(dense 4 | bn ; dense 4 nobias | bn)", "concat(globalavgpool ; globalmaxpool ; flatten | dense 2) | dense 3",
        ]);

    // Most branches end in a convolution, and what shares memory with a term of a sum lies everywhere.
    private static readonly Parts ForSums = new(
        [
            $"conv {Channels} 3x3", $"conv {Channels} 3x3 nobias | bn", $"conv {Channels} 3x3 nobias | bn | relu", $"conv {Channels} 1x1 | relu6", "depthwise 3x3 | bn", "depthwise 3x3 | bn | relu6",
            $"conv {Channels} 1x1", "relu", "relu6", "dropout 0.3", "tanh", "bn", "pad 0",
        ],
        ["maxpool 2", $"conv {Channels} 3x3 stride 2 nobias | bn", $"conv {Channels} 2x2 pad valid", $"residual(conv {Channels} 3x3 stride 2 nobias | bn | relu | conv {Channels} 3x3 nobias | bn ; conv {Channels} 1x1 stride 2 nobias | bn)"],
        [
            "globalavgpool | residual(dense 4) | relu | dense 3", "flatten | dense 6 | residual(dense 5 | relu | dense 6 nobias | bn) | relu6 | dense 3",
            "flatten | dense 6 | residual(residual(dense 6) ; dense 6 | bn)", "concat(flatten | residual(dropout 0.1) | dense 4 ; globalmaxpool | residual(dense 4 | bn ; dense 4)) | dense 3",
            "residual( ; conv 4 1x1) | flatten", "conv 4 1x1 | flatten | dense 7 | concat(residual(dense 7) ; ) | dense 3", "relu",
        ]);

    /// <summary>A net of convolutions and residual sums, for its outputs alone.</summary>
    public static string OfSums(Random r) => Text(r, ForSums);

    /// <summary>A net whose gradients can be compared in single and double precision.</summary>
    public static string Text(Random r) => Text(r, ForGradients);

    /// <summary>A net of any ops, for its outputs alone.</summary>
    public static string OfAllOps(Random r) => Text(r, ForOutputs);

    private static string Text(Random r, Parts parts)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            string net = Draw(r, parts);
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

    private static string Draw(Random r, Parts from)
    {
        var parts = new List<string> { $"{r.Next(5, 9)}x{r.Next(5, 9)}x{Channels}" };
        for (int i = r.Next(1, 4); i > 0; i--)
        {
            parts.Add(Chain(r, from, 0));
            if (r.Next(2) == 0) parts.Add(from.Shrinking[r.Next(from.Shrinking.Length)]);
        }
        parts.Add(from.Tails[r.Next(from.Tails.Length)]);
        return string.Join(" | ", parts);
    }

    // Keeps its shape, so that any two may be added.
    private static string Chain(Random r, Parts from, int depth) => string.Join(" | ", Enumerable.Range(0, r.Next(1, 4)).Select(_ => Item(r, from, depth)));

    private static string Item(Random r, Parts from, int depth)
    {
        string Branch() => r.Next(4) == 0 ? "" : Chain(r, from, depth + 1);
        return (depth < 3 ? r.Next(5) : 5) switch
        {
            0 => $"residual({Branch()})",
            1 => $"residual({Branch()} ; {Branch()})",
            2 => $"concat({Branch()} ; {Branch()}) | conv {Channels} 1x1",
            _ => from.Layers[r.Next(from.Layers.Length)],
        };
    }
}
