using System.Globalization;

namespace Fovea.Tests;

/// <summary>The one table of ops: random problems, gradient checks and golden values are driven from it.</summary>
internal static class OpProblems
{
    public static IReadOnlyList<OpEntry> All { get; } =
    [
        new(typeof(Conv2d), Conv, "conv2d", Exact: true, Variants: true),
        new(typeof(ConvTranspose2d), Transposed, "conv_transpose2d", Exact: true, Variants: true),
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
        new(typeof(Concat), Concat, NoGolden: "it moves numbers: the whole-number problems are exact", Exact: true),
        new(typeof(Flatten), (r, n) => (Any(r, n), "flatten"), NoGolden: "it moves nothing: the order of files is tested in PyTorchLayoutTests", Exact: true),
        new(typeof(Pad), (r, n) => (Maps(r, n), $"pad {Sides(r, 4)}"), NoGolden: "it moves numbers: the whole-number problems are exact", Exact: true),
        new(typeof(PadChannels), (r, n) => (Any(r, n), $"padchannels {r.Next(12)} {r.Next(12)}"), NoGolden: "it moves numbers: the whole-number problems are exact", Exact: true),
        new(typeof(Resize), (r, n) => (Maps(r, n), ResizeText(r, n)), "interpolate"),
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

    private static (string, string) Dense(Random r, int n)
        => ($"{r.Next(1, n == 5 ? 9 : 80)}", $"dense {r.Next(1, n == 5 ? 6 : 40)}{Pick(r, "", " nobias")}");

    private static (string, string) Add(Random r, int n)
    {
        bool image = r.Next(3) > 0;
        string input = image ? Maps(r, n) : $"{r.Next(1, n * 3)}", channels = input.Split('x')[^1];
        string linear = image ? $"conv {channels} 3x3" : $"dense {channels}";
        return (input, Pick(r, $"residual({linear})", "residual(relu)", "residual( ; )", $"residual(relu ; {linear})", $"residual({linear} | relu)", $"residual({linear} ; {linear} | relu)"));
    }

    private static (string, string) Concat(Random r, int n)
    {
        bool image = r.Next(3) > 0;
        string Branch() => image ? Pick(r, "", "relu", $"conv {r.Next(1, 6)} 3x3", "maxpool 3 stride 1 pad 1") : Pick(r, "", "relu", $"dense {r.Next(1, 9)}");
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
