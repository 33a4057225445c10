using System.Globalization;

namespace Fovea.Tests;

/// <summary>The one table of ops: random problems, gradient checks and golden values are driven from it.</summary>
internal static class OpProblems
{
    public static IReadOnlyList<OpEntry> All { get; } =
    [
        new(typeof(Conv2d), Conv, "conv2d", Exact: true, Variants: true),
        new(typeof(ConvTranspose2d), Transposed, "conv_transpose2d", Exact: true, Variants: true),
        new(typeof(LocallyConnected2d), Local, NoGolden: "libtorch has no such layer; the whole-number problems are exact, and equal windows give a convolution's numbers", Exact: true, Variants: true),
        new(typeof(Dense), Dense, "linear", Exact: true, Variants: true),
        new(typeof(MaxPool), (r, n) => (Maps(r, n), $"maxpool {Pool(r)}{Pick(r, "", "", " dilation 2", " dilation 1x2")}"), "max_pool2d", Exact: true),
        new(typeof(AveragePool), (r, n) => (Maps(r, n), $"avgpool {Pool(r)}{(r.Next(2) == 0 ? " excludepad" : "")}"), "avg_pool2d"),
        new(typeof(GlobalAveragePool), (r, n) => (Maps(r, n), "globalavgpool"), "adaptive_avg_pool2d"),
        new(typeof(GlobalMaxPool), (r, n) => (Maps(r, n), "globalmaxpool"), NoGolden: "libtorch has no such layer; a max pool as large as the image, which has goldens, is the same", Exact: true),
        new(typeof(BatchNorm), (r, n) => (Any(r, n), $"bn{Pick(r, "", " eps 0.001", " momentum 0.3")}"), "batch_norm_train"),
        new(typeof(LayerNorm), (r, n) => (Any(r, n), $"layernorm{Pick(r, "", " eps 0.001")}"), "layer_norm"),
        new(typeof(GroupNorm), Group, "group_norm"),
        new(typeof(LocalResponseNorm), (r, n) => (Maps(r, n), $"lrn {2 * r.Next(4) + 1}{Pick(r, "", $" alpha {Number(r, 0.01, 2)}")}{Pick(r, "", " beta 0.5", " beta 1", $" beta {Number(r, 0.1, 1.5)}")}{Pick(r, "", " k 2")}"),
            NoGolden: "the recording has no local_response_norm; ONNX Runtime's LRN holds it"),
        new(typeof(Dropout), (r, n) => (Any(r, n), $"dropout {Number(r, 0, 0.9)}"), NoGolden: "its draws are Philox by seed, step, node and element, not libtorch's"),
        new(typeof(Add), Add, NoGolden: "a sum: the whole-number problems are exact", Exact: true),
        new(typeof(Multiply), (r, n) => Pair(r, n, "mul"), NoGolden: "a product: the whole-number problems are exact", Exact: true),
        new(typeof(Subtract), (r, n) => Pair(r, n, "sub"), NoGolden: "a difference: the whole-number problems are exact", Exact: true),
        new(typeof(Divide), (r, n) => Pair(r, n, "div", "", " | elu | softplus"), NoGolden: "the recording has no quotient; ONNX Runtime's is compared"),
        new(typeof(Maximum), (r, n) => Pair(r, n, "max"), NoGolden: "it chooses: the whole-number problems are exact", Exact: true),
        new(typeof(Minimum), (r, n) => Pair(r, n, "min"), NoGolden: "it chooses: the whole-number problems are exact", Exact: true),
        new(typeof(Power), (r, n) => Pair(r, n, "pow", " | elu | softplus", " | tanh"), NoGolden: "the recording has no power; ONNX Runtime's is compared"),
        new(typeof(Concat), Concat, NoGolden: "it moves numbers: the whole-number problems are exact", Exact: true),
        new(typeof(Scale), (r, n) => (Any(r, n), $"scale{Pick(r, "", " nobias", " noweight")}"), NoGolden: "a product and a sum: the whole-number problems are exact", Exact: true),
        new(typeof(Position), (r, n) => (Any(r, n), "position"), NoGolden: "a sum: the whole-number problems are exact", Exact: true),
        new(typeof(ClassToken), (r, n) => ($"{r.Next(1, n)}x1x{(n == 5 ? r.Next(1, 5) : Channels(r))}", "token"), NoGolden: "it moves numbers: the whole-number problems are exact", Exact: true),
        new(typeof(Flatten), (r, n) => (Any(r, n), "flatten"), NoGolden: "it moves nothing: the order of files is tested in PyTorchLayoutTests", Exact: true),
        new(typeof(Pad), (r, n) => (Maps(r, n), $"pad {Sides(r, 4)}"), NoGolden: "it moves numbers: the whole-number problems are exact", Exact: true),
        new(typeof(PadChannels), (r, n) => (Any(r, n), $"padchannels {r.Next(12)} {r.Next(12)}"), NoGolden: "it moves numbers: the whole-number problems are exact", Exact: true),
        new(typeof(Resize), (r, n) => (Maps(r, n), ResizeText(r, n)), "interpolate"),
        new(typeof(MatMul), MatMul, NoGolden: "a sum of products: the whole-number problems are exact", Exact: true, Variants: true),
        new(typeof(Attention), Attention, "attention", Variants: true),
        new(typeof(Reduce), (r, n) => r.Next(4) == 0 ? ($"{r.Next(1, n * 3)}", $"reduce {ReduceKind(r)} c") : (Maps(r, n), $"reduce {ReduceKind(r)} {Pick(r, "h", "w", "c", "hw", "hc", "wc", "hwc")}"),
            NoGolden: "the recording has none; ONNX Runtime's is compared"),
        new(typeof(Reshape), Reshape, NoGolden: "it moves nothing: the whole-number problems are exact", Exact: true),
        new(typeof(Transpose), (r, n) => (Maps(r, n), $"transpose {Pick(r, "hwc", "hcw", "whc", "wch", "chw", "cwh")}{Pick(r, "", " | conv 3 3x3")}"), NoGolden: "it moves numbers: the whole-number problems are exact", Exact: true),
        new(typeof(Slice), Slice, NoGolden: "it moves numbers: the whole-number problems are exact", Exact: true),
        new(typeof(LogSoftmax), (r, n) => (Any(r, n), "logsoftmax"), "activation"),
        new(typeof(Softmax), (r, n) => (Any(r, n), "softmax"), "activation"),
        new(typeof(Relu), (r, n) => (Any(r, n), "relu"), "activation", Exact: true),
        new(typeof(LeakyRelu), (r, n) => (Any(r, n), $"leakyrelu {Number(r, -0.5, 0.9)}"), "activation"),
        new(typeof(PRelu), (r, n) => (Any(r, n), $"prelu{Pick(r, "", " shared")}"), NoGolden: "the recording has no prelu; whole numbers are exact", Exact: true),
        new(typeof(Relu6), (r, n) => (Any(r, n), "relu6"), NoGolden: "the recording has no relu6; kinks and whole numbers are exact", Exact: true),
        new(typeof(Elu), (r, n) => (Any(r, n), $"elu {Number(r, 0.1, 2)}"), "activation"),
        new(typeof(Selu), (r, n) => (Any(r, n), "selu"), "activation"),
        new(typeof(Gelu), (r, n) => (Any(r, n), "gelu"), "activation"),
        new(typeof(Silu), (r, n) => (Any(r, n), "silu"), "activation"),
        new(typeof(HardSwish), (r, n) => (Any(r, n), "hardswish"), "activation"),
        new(typeof(HardSigmoid), (r, n) => (Any(r, n), "hardsigmoid"), "activation"),
        new(typeof(Softplus), (r, n) => (Any(r, n), "softplus"), "activation"),
        new(typeof(Sigmoid), (r, n) => (Any(r, n), "sigmoid"), "activation"),
        new(typeof(Tanh), (r, n) => (Any(r, n), "tanh"), "activation"),
        new(typeof(Exp), (r, n) => (Any(r, n), "exp"), NoGolden: "the recording has none; ONNX Runtime's is compared"),
        new(typeof(Log), (r, n) => (Any(r, n), "elu | softplus | log"), NoGolden: "the recording has none; ONNX Runtime's is compared"),
        new(typeof(Sqrt), (r, n) => (Any(r, n), "elu | softplus | sqrt"), NoGolden: "the recording has none; ONNX Runtime's is compared"),
        new(typeof(Abs), (r, n) => (Any(r, n), "abs"), NoGolden: "the recording has none; whole numbers are exact", Exact: true),
        new(typeof(Negate), (r, n) => (Any(r, n), "neg"), NoGolden: "the recording has none; whole numbers are exact", Exact: true),
        new(typeof(Reciprocal), (r, n) => (Any(r, n), "elu | softplus | reciprocal"), NoGolden: "the recording has none; ONNX Runtime's is compared"),
        new(typeof(Softsign), (r, n) => (Any(r, n), "softsign"), NoGolden: "the recording has none; ONNX Runtime's is compared"),
        new(typeof(Mish), (r, n) => (Any(r, n), "mish"), NoGolden: "the recording has none; ONNX Runtime's is compared"),
        new(typeof(Erf), (r, n) => (Any(r, n), "erf"), NoGolden: "the recording has none; ONNX Runtime's is compared"),
        new(typeof(Sin), (r, n) => (Any(r, n), "sin"), NoGolden: "the recording has none; ONNX Runtime's is compared"),
        new(typeof(Cos), (r, n) => (Any(r, n), "cos"), NoGolden: "the recording has none; ONNX Runtime's is compared"),
        new(typeof(Floor), (r, n) => (Any(r, n), "floor"), NoGolden: "the recording has none; whole numbers are exact", Exact: true),
        new(typeof(Ceiling), (r, n) => (Any(r, n), "ceil"), NoGolden: "the recording has none; whole numbers are exact", Exact: true),
        new(typeof(Round), (r, n) => (Any(r, n), "round"), NoGolden: "the recording has none; whole numbers are exact", Exact: true),
        new(typeof(Sign), (r, n) => (Any(r, n), "sign"), NoGolden: "the recording has none; whole numbers are exact", Exact: true),
        new(typeof(TanhGelu), (r, n) => (Any(r, n), "tanhgelu"), NoGolden: "the recording has none; ONNX Runtime's is compared"),
        new(typeof(Celu), (r, n) => (Any(r, n), $"celu {Number(r, 0.1, 2)}"), NoGolden: "the recording has none; ONNX Runtime's is compared"),
        new(typeof(ThresholdedRelu), (r, n) => (Any(r, n), $"thresholdedrelu {Number(r, 0, 2)}"), NoGolden: "the recording has none; whole numbers are exact", Exact: true),
        new(typeof(Raise), (r, n) => (Any(r, n), Pick(r, "raise 2", "raise 3", "elu | softplus | raise 0.5", "elu | softplus | raise -1", $"elu | softplus | raise {Number(r, -2, 3)}")), NoGolden: "the recording has none; ONNX Runtime's is compared"),
        new(typeof(Clip), (r, n) => (Any(r, n), $"clip{Pick(r, "", $" min {Number(r, -2, 0)}")}{Pick(r, "", $" max {Number(r, 0.1, 2)}")}"), NoGolden: "the recording has none; ONNX Runtime's is compared"),
    ];

    /// <summary>Ops that compute nothing.</summary>
    public static IReadOnlyList<Type> NotComputed { get; } = [typeof(Input)];

    public static OpEntry Find(string name) => All.Single(e => e.Name == name);

    private static (string, string) Conv(Random r, int n)
    {
        int groups = r.Next(3) == 0 ? r.Next(2, n == 5 ? 3 : 5) : 1, c = n == 5 ? r.Next(1, 4) : Channels(r), o = n == 5 ? r.Next(1, 4) : r.Next(1, 21);
        if (groups > 1) (c, o) = (groups * r.Next(1, 4), groups * r.Next(1, 4));
        string padding = r.Next(4) switch { 0 => "", 1 => " pad valid", 2 => $" pad {r.Next(3)}", _ => $" pad {Sides(r, 3)}" };
        string rest = $"{padding}{Pick(r, "", " stride 2", $" stride {r.Next(1, 4)}x{r.Next(1, 4)}")}{Pick(r, "", "", " dilation 2", " dilation 1x2")}{Pick(r, "", " nobias")}";
        string input = $"{r.Next(1, n)}x{r.Next(1, n)}x{c}", window = $"{r.Next(1, n == 5 ? 4 : 6)}x{r.Next(1, n == 5 ? 4 : 6)}";
        return (input, r.Next(5) == 0 ? $"depthwise {window}{rest}" : $"conv {o} {window}{rest}{(groups > 1 ? $" groups {groups}" : "")}");
    }

    private static (string, string) Transposed(Random r, int n)
    {
        int groups = r.Next(3) == 0 ? r.Next(2, n == 5 ? 3 : 5) : 1, c = groups * r.Next(1, groups > 1 || n == 5 ? 4 : 21), o = groups * r.Next(1, groups > 1 || n == 5 ? 4 : 21);
        int sh = r.Next(1, 4), sw = r.Next(2) == 0 ? sh : r.Next(1, 4);
        string outpad = r.Next(3) == 0 ? $" outpad {r.Next(sh)}x{r.Next(sw)}" : "";
        string padding = r.Next(4) switch { 0 => "", 1 => " pad same", 2 => $" pad {r.Next(3)}", _ => $" pad {Sides(r, 3)}" };
        return ($"{r.Next(1, n)}x{r.Next(1, n)}x{c}", $"convtranspose {o} {r.Next(1, 5)}x{r.Next(1, 5)} stride {sh}x{sw}{padding}{outpad}"
            + $"{Pick(r, "", "", " dilation 2", " dilation 1x2")}{(groups > 1 ? $" groups {groups}" : "")}{Pick(r, "", " nobias")}");
    }

    private static (string, string) Local(Random r, int n)
    {
        string padding = r.Next(4) switch { 0 => "", 1 => " pad valid", 2 => $" pad {r.Next(3)}", _ => $" pad {Sides(r, 3)}" };
        return (Maps(r, n), $"local {(n == 5 ? r.Next(1, 4) : Pick(r, $"{r.Next(1, 10)}", $"{r.Next(10, 40)}"))} {r.Next(1, n == 5 ? 4 : 6)}x{r.Next(1, n == 5 ? 4 : 6)}{padding}"
            + $"{Pick(r, "", " stride 2", $" stride {r.Next(1, 4)}x{r.Next(1, 4)}")}{Pick(r, "", " nobias")}{(n == 5 ? "" : Pick(r, "", "", " | relu"))}");
    }

    private static (string, string) Dense(Random r, int n)
        => ($"{r.Next(1, n == 5 ? 9 : 80)}", $"dense {r.Next(1, n == 5 ? 6 : 40)}{Pick(r, "", " nobias")}");

    private static (string, string) Add(Random r, int n)
    {
        if (r.Next(3) == 0) return Pair(r, n, "add") is (string x, string two) ? (x, r.Next(2) == 0 ? two : $"{two[..^1]} ; )") : default;
        bool image = r.Next(3) > 0;
        string input = image ? Maps(r, n) : $"{r.Next(1, n * 3)}", channels = input.Split('x')[^1];
        string linear = image ? $"conv {channels} 3x3" : $"dense {channels}";
        return (input, Pick(r, $"residual({linear})", "residual(relu)", "residual( ; )", $"residual(relu ; {linear})", $"residual({linear} | relu)", $"residual({linear} ; {linear} | relu)"));
    }

    // Two values of one shape, or one of them stretched along some of the axes.
    private static (string, string) Pair(Random r, int n, string word, string first = "", string second = "")
    {
        bool image = r.Next(4) > 0;
        string input = image ? Maps(r, n) : $"{r.Next(1, n * 3)}", channels = input.Split('x')[^1], linear = image ? $"conv {channels} 3x3" : $"dense {channels}";
        string[] size = input.Split('x');
        string few = !image ? "dense 1" : r.Next(7) switch
        {
            0 => $"globalmaxpool | dense {channels}",
            1 => "conv 1 1x1",
            2 => $"maxpool {size[0]}x1",
            3 => $"maxpool 1x{size[1]}",
            4 => $"maxpool {size[0]}x{size[1]}",
            5 => $"maxpool {size[0]}x1 | conv 1 1x1",
            _ => "globalmaxpool | dense 1",
        };
        string a = r.Next(3) > 0 ? linear : few, b = r.Next(2) == 0 ? linear : few;
        if (r.Next(4) == 0) a = "relu";
        return (input, $"{word}({a}{first} ; {b}{second})");
    }

    private static (string, string) Concat(Random r, int n)
    {
        bool image = r.Next(3) > 0;
        string Branch() => image ? Pick(r, "", "relu", $"conv {r.Next(1, 6)} 3x3", "maxpool 3 stride 1 pad 1") : Pick(r, "", "relu", $"dense {r.Next(1, 9)}");
        if (image && r.Next(3) == 0)
        {
            string other = Pick(r, "", "relu", "maxpool 3 stride 1 pad 1"), axis = Pick(r, "h", "w");
            return (Maps(r, n), $"concat {axis}({other} ; {(axis == "h" ? "pad 1,0,0,0" : "pad 0,0,2,0")} ; ){Pick(r, "", " | conv 3 3x3")}");
        }
        string branches = string.Join(" ; ", Enumerable.Range(0, r.Next(2, 5)).Select(_ => Branch()));
        return (image ? Maps(r, n) : $"{r.Next(1, n * 3)}", $"concat({branches})");
    }

    // A group of one number has no variance, as a batch norm of one pixel has none.
    private static (string, string) Group(Random r, int n)
    {
        int groups = r.Next(1, n == 5 ? 3 : 7), width = r.Next(1, n == 5 ? 3 : 5);
        string eps = Pick(r, "", " eps 0.001");
        return ($"{r.Next(2, n)}x{r.Next(1, n)}x{groups * width}", width == 1 && r.Next(2) == 0 ? $"instancenorm{eps}" : $"groupnorm {groups}{eps}");
    }

    private static (string, string) Reshape(Random r, int n)
    {
        int h = r.Next(1, n), w = r.Next(1, n), c = n == 5 ? r.Next(1, 5) : Channels(r);
        string from = Pick(r, $"{h}x{w}x{c}", $"{h * w * c}"), to = Pick(r, $"{h * w}x1x{c}", $"{w}x{h}x{c}", $"{c}x{h}x{w}", $"1x{w}x{c * h}", $"{h * w * c}");
        string before = from.Contains('x') ? Pick(r, "", $"conv {c} 3x3 | ", "relu | ") : "", behind = to.Contains('x') ? Pick(r, "", " | conv 2 3x3", " | relu") : Pick(r, "", " | relu");
        return (from, $"{before}reshape {to}{behind}");
    }

    private static (string, string) Slice(Random r, int n)
    {
        bool image = r.Next(4) > 0;
        int h = r.Next(1, n), w = r.Next(1, n), c = n == 5 ? r.Next(1, 5) : Channels(r);
        string layer = "slice";
        if (image && r.Next(2) == 0) layer += Places("h", h);
        if (image && r.Next(2) == 0) layer += Places("w", w);
        if (r.Next(2) == 0) layer += Places("c", c);
        return (image ? $"{h}x{w}x{c}" : $"{c}", layer + (image ? Pick(r, "", " | conv 2 3x3") : ""));

        string Places(string axis, int size)
        {
            int first = r.Next(size), second = r.Next(size), step = r.Next(1, 4), count = Math.Abs(first - second) / step + 1;
            return $" {axis} {first},{count}{(first > second ? $",-{step}" : step == 1 ? "" : $",{step}")}";
        }
    }

    private static (string, string) MatMul(Random r, int n)
    {
        int h = r.Next(1, 4), m = r.Next(1, n == 5 ? 5 : 60), k = r.Next(1, n == 5 ? 5 : 40), other = r.Next(1, n == 5 ? 5 : 40);
        bool ta = r.Next(2) == 0, tb = r.Next(2) == 0;
        string a = ta ? $"{h}x{k}x{m}" : $"{h}x{m}x{k}", word = $"matmul{(ta ? " transposea" : "")}{(tb ? " transposeb" : "")}";
        string b = (ta, tb) switch
        {
            (false, false) => $"transpose hcw | conv {other} 1x1",
            (false, true) => Pick(r, "", $"reshape {h * m}x1x{k} | conv {k} 1x1 | reshape {h}x{m}x{k}"),
            (true, false) => Pick(r, "", $"conv {other} 1x1"),
            _ => $"transpose hcw | conv {k} 1x1",
        };
        return (a, $"{word}({Pick(r, "", "relu")} ; {b})");
    }

    private static (string, string) Attention(Random r, int n)
    {
        int heads = r.Next(1, 4), size = r.Next(1, n == 5 ? 4 : 26), tokens = r.Next(1, n == 5 ? 6 : r.Next(8) == 0 ? 420 : 60), d = heads * size;
        string Projected() => $"conv {d} 1x1";
        string keys = Pick(r, Projected(), Projected(), ""), values = Pick(r, Projected(), "");
        if (r.Next(4) == 0) (keys, values) = ($"slice h 0,{(tokens + 1) / 2} | {Projected()}", $"slice h 0,{(tokens + 1) / 2}");
        return ($"{tokens}x1x{d}", $"attention {heads}({Pick(r, Projected(), "")} ; {keys} ; {values})");
    }

    private static string ReduceKind(Random r) => Pick(r, "mean", "sum", "max", "min", "l1", "l2");

    private static string Pool(Random r)
    {
        int h = r.Next(1, 5), w = r.Next(3) == 0 ? r.Next(1, 5) : h;
        return $"{h}x{w}{Pick(r, "", " stride 1", " stride 2", $" stride {r.Next(1, 4)}x{r.Next(1, 4)}")}{Pick(r, "", "", $" pad {Math.Min(h, w) / 2}", " pad same", $" pad {Sides(r, Math.Min(h, w))}")}{Pick(r, "", " ceil")}";
    }

    private static string ResizeText(Random r, int n)
    {
        string to = r.Next(3) switch { 0 => $"size {r.Next(1, n + 3)}x{r.Next(1, n + 3)}", 1 => "scale 2", _ => $"scale {Number(r, 0.4, 3)}x{Number(r, 0.4, 3)}" };
        string rounding = Pick(r, "", " preferceil", " floor", " ceil");
        return $"resize {Pick(r, "nearest", "linear", "cubic")} {to}{Pick(r, "", " pytorch", " corners", " asymmetric")}{rounding}{Pick(r, "", "", " weight -0.5")}";
    }

    private static string Maps(Random r, int n) => $"{r.Next(1, n)}x{r.Next(1, n)}x{(n == 5 ? r.Next(1, 5) : Channels(r))}";

    private static string Any(Random r, int n) => r.Next(3) == 0 ? $"{r.Next(1, n == 5 ? 12 : 70)}" : Maps(r, n);

    // Around the vector widths, where tails go wrong.
    private static int Channels(Random r) => r.Next(3) == 0 ? r.Next(1, 5) : r.Next(1, 26);

    private static string Sides(Random r, int below) => $"{r.Next(below)},{r.Next(below)},{r.Next(below)},{r.Next(below)}";

    private static string Number(Random r, double least, double most)
        => Math.Round(least + r.NextDouble() * (most - least), 3).ToString(CultureInfo.InvariantCulture);

    private static string Pick(Random r, params string[] choices) => choices[r.Next(choices.Length)];
}
