using System.Text.Json;
using Fovea.Golden;

namespace Fovea.Tests;

/// <summary>Plans of one op against libtorch 2.10: forward within 1e-5, gradients within 1e-4 (relative L2).</summary>
public sealed class OpGoldenTests
{
    private const double Forward = 1e-5;
    private const double Gradient = 1e-4;

    public static TheoryData<string> Families =>
        ["conv2d", "conv_transpose2d", "linear", "activation", "avg_pool2d", "max_pool2d", "adaptive_avg_pool2d", "batch_norm_train", "batch_norm_eval", "layer_norm", "attention", "group_norm", "interpolate"];

    [Theory]
    [MemberData(nameof(Families))]
    public void Plan_matches_libtorch(string family)
    {
        int run = 0;
        foreach (GoldenCase c in GoldenFile.Load(family).Cases)
        {
            if (Layer(family, c) is not { } layer) continue;
            run++;
            if (family == "attention")
            {
                CompareAttention(c, layer);
                continue;
            }
            Compare(family, c, layer);
        }
        Assert.True(run > 0);
    }

    // The op in the text notation; null where Fovea has no such op: adaptive pooling to more than one pixel does not exist.
    private static string? Layer(string family, GoldenCase c) => family switch
    {
        "conv2d" => $"conv {c["w"].Shape[0]} {c["w"].Shape[2]}x{c["w"].Shape[3]} stride {Pair(c, "stride")} pad {Pair(c, "padding")} dilation {Pair(c, "dilation")} "
            + $"groups {c.Integer("groups")}{(c.Has("b") ? "" : " nobias")}",
        "conv_transpose2d" => $"convtranspose {c["w"].Shape[1]} {c["w"].Shape[2]}x{c["w"].Shape[3]} stride {c.Integer("stride")} pad {c.Integer("padding")} outpad {c.Integer("output_padding")}",
        "linear" => $"dense {c["w"].Shape[0]}",
        "activation" => c.Text("kind") switch
        {
            "log_softmax" => "logsoftmax",
            "leaky_relu" => FormattableString.Invariant($"leakyrelu {c.Number("slope")}"),
            string kind => kind,
        },
        "avg_pool2d" => Pool("avgpool", c) + (c.Flag("count_include_pad") ? "" : " excludepad"),
        "max_pool2d" => Pool("maxpool", c),
        "adaptive_avg_pool2d" => c.Integer("output") == 1 ? "globalavgpool" : null,
        // PyTorch's nearest takes the lower pixel from upper left corners; its other modes are ONNX's pytorch_half_pixel, or corners.
        "interpolate" => $"resize {(c.Text("mode") == "nearest" ? "nearest asymmetric floor" : c.Text("mode") == "bilinear" ? "linear" : "cubic")} size {c["y"].Shape[2]}x{c["y"].Shape[3]}"
            + (c.Flag("align_corners") ? " corners" : ""),
        "group_norm" => FormattableString.Invariant($"groupnorm {c.Integer("groups")} eps {c.Number("eps")}"),
        "attention" => $"attention {c["q"].Shape[1]}",
        "layer_norm" => FormattableString.Invariant($"layernorm eps {c.Number("eps")}"),
        _ => FormattableString.Invariant($"bn eps {c.Number("eps")}") + (family == "batch_norm_train" ? FormattableString.Invariant($" momentum {c.Number("momentum")}") : ""),
    };

    private static void Compare(string family, GoldenCase c, string layer)
    {
        int[] x = c["x"].Shape;
        string input = x.Length switch { 4 => $"{x[2]}x{x[3]}x{x[1]}", 3 => $"{x[1]}x1x{x[2]}", _ => $"{x[1]}" };
        using Model model = Model.Parse($"{input} | {layer}", name: $"{family}/{c.Id}");
        string node = model.Graph.Output.Name;
        bool conv = family is "conv2d" or "conv_transpose2d", training = family == "batch_norm_train";
        Set(model, c, $"{node}.weight", "w", conv ? t => t.ToHwio() : t => t.ToInOut());
        Set(model, c, $"{node}.bias", "b", t => t.Data);
        Set(model, c, $"{node}.weight", "gamma", t => t.Data);
        Set(model, c, $"{node}.bias", "beta", t => t.Data);
        Set(model, c, $"{node}.running_mean", training ? "running_mean_before" : "running_mean", t => t.Data);
        Set(model, c, $"{node}.running_var", training ? "running_var_before" : "running_var", t => t.Data);
        model.Parameters.MarkChanged();

        using Plan plan = model.Compile(new PlanOptions
        {
            MaxBatch = x[0],
            Threads = 2,
            Training = training,
            Objective = new DotObjective(Values(c["dy"])),
            ParameterGradients = true,
            Capture = ["input.grad"],
        });
        plan.Load(Values(c["x"]));
        plan.Run();
        Close(plan, node, Values(c["y"]), Forward);
        Close(plan, "input.grad", Values(c["dx"]), Gradient);
        if (c.Has("dw")) CloseGradient(plan, $"{node}.weight", conv ? c["dw"].ToHwio() : c["dw"].ToInOut());
        if (c.Has("db")) CloseGradient(plan, $"{node}.bias", c["db"].Data);
        if (c.Has("dgamma")) CloseGradient(plan, $"{node}.weight", c["dgamma"].Data);
        if (c.Has("dbeta")) CloseGradient(plan, $"{node}.bias", c["dbeta"].Data);
        if (!training) return;
        Close(model, model.Parameters[$"{node}.running_mean"], c["running_mean_after"].Data, "running_mean", Forward);
        Close(model, model.Parameters[$"{node}.running_var"], c["running_var_after"].Data, "running_var", Forward);
    }

    // Queries, keys and values beside each other in one input. The recording has N, heads, tokens, channels of a head.
    private static void CompareAttention(GoldenCase c, string layer)
    {
        int[] q = c["q"].Shape;
        int d = q[1] * q[3], tokens = q[2];
        Assert.True(c["k"].Shape.SequenceEqual(q) && c["v"].Shape.SequenceEqual(q));
        using Model model = Model.Parse($"{tokens}x1x{3 * d} | {layer}(slice c 0,{d} ; slice c {d},{d} ; slice c {2 * d},{d})", name: $"attention/{c.Id}");
        using Plan plan = model.Compile(new PlanOptions
        {
            MaxBatch = q[0],
            Threads = 2,
            Objective = new DotObjective(Beside(c["dy"])),
            ParameterGradients = true,
            Capture = ["input.grad"],
        });
        plan.Load(Beside(c["q"], c["k"], c["v"]));
        plan.Run();
        Close(plan, model.Graph.Output.Name, Beside(c["y"]), Forward);
        Close(plan, "input.grad", Beside(c["dq"], c["dk"], c["dv"]), Gradient);
    }

    private static float[] Beside(params GoldenTensor[] parts)
    {
        int[] s = parts[0].Shape;
        var values = new List<float>();
        for (int n = 0; n < s[0]; n++)
            for (int i = 0; i < s[2]; i++)
                foreach (GoldenTensor part in parts)
                    for (int h = 0; h < s[1]; h++) values.AddRange(part.Data.AsSpan(((n * s[1] + h) * s[2] + i) * s[3], s[3]));
        return [.. values];
    }

    private static void Set(Model model, GoldenCase c, string parameter, string tensor, Func<GoldenTensor, float[]> convert)
    {
        if (c.Has(tensor)) convert(c[tensor]).CopyTo(model.Parameters[parameter]);
    }

    private static float[] Values(GoldenTensor t) => t.Shape.Length == 4 ? t.ToNhwc() : t.Data;

    private static void Close(Plan plan, string name, float[] expected, double bound)
    {
        using Tensor actual = plan.Read(name);
        Close(plan.Model, actual.Values, expected, name, bound);
    }

    private static void CloseGradient(Plan plan, string parameter, float[] expected)
        => Close(plan.Model, plan.Gradient(parameter), expected, parameter + ".grad", Gradient);

    private static void Close(Model model, ReadOnlySpan<float> actual, float[] expected, string what, double bound)
    {
        double error = GoldenFile.RelativeError(actual, expected);
        Assert.True(error <= bound, $"{model}: {what} is off by {error:E2}, bound {bound:E0}");
    }

    private static string Pair(GoldenCase c, string name)
    {
        JsonElement e = c.Attributes.GetProperty(name);
        return $"{e[0].GetInt32()}x{e[1].GetInt32()}";
    }

    private static string Pool(string word, GoldenCase c)
        => $"{word} {c.Integer("kernel")} stride {c.Integer("stride")} pad {c.Integer("padding")}{(c.Flag("ceil_mode") ? " ceil" : "")}";
}
