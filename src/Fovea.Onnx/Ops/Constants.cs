namespace Fovea.Onnx;

/// <summary>Arithmetic of an activation and a constant: layers with learned numbers, which start at the file's.</summary>
internal static class OnnxConstants
{
    /// <summary>Adds a constant: it goes into the layer that made the activation where it can, else it is a scale or a position.</summary>
    public static void Shift(ImportStage s, ImportValue x, Stretch constant, float sign)
    {
        (ImportValue value, int[]? index) = Channels(s, x, constant);
        if (index is null || IsPosition(s))
        {
            int[] all = [.. Enumerable.Range(0, x.Rank)];
            Func<int, float> of = constant.Along(x.Dims, all);
            ImportNode made = s.Add(new Position(), value.Node, [("weight", [.. s.Index(value, all).Select(i => sign * of(i))])], 0, 1);
            s.Set(value with { Node = made });
            return;
        }
        float[] bias = Along(x, constant, index, v => sign * v);
        if (IsFree(s, x) && value.Node == x.Node && Joined(value.Node, bias) is { } op)
        {
            value.Node.Op = op;
            value.Node.Parameters["bias"] = bias;
            Take(s, value);
            return;
        }
        s.Set(value with { Node = s.Add(new Scale(Weight: false), value.Node, [("bias", bias)], 0, 1) });
    }

    /// <summary>Multiplies with a constant.</summary>
    public static void Factor(ImportStage s, ImportValue x, Stretch constant, Func<float, float> change)
    {
        (ImportValue value, int[]? index) = Channels(s, x, constant);
        if (index is null)
        {
            // A factor for each element: as a vector each element is a channel.
            int[] all = [.. Enumerable.Range(0, x.Rank)];
            value = s.Innermost(x, ordered: false, all);
            index = s.Index(value, all);
            constant = constant with { Axes = all };
        }
        float[] weight = Along(x, constant, index, change);
        if (IsFree(s, x) && value.Node == x.Node && value.Node.Op is GroupNorm && value.Node.Parameters["weight"].All(w => w == 1) && value.Node.Parameters["bias"].All(b => b == 0))
        {
            value.Node.Parameters["weight"] = weight;
            Take(s, value);
            return;
        }
        s.Set(value with { Node = s.Add(new Scale(Bias: false), value.Node, [("weight", weight)], 0, 1) });
    }

    private static bool IsFree(ImportStage s, ImportValue x) => s.MayJoin(x.Node) && s.Value(s.IsConstant(0) ? 1 : 0) == x;

    // A position of Fovea's, which along one axis would look like an offset for each channel.
    private static bool IsPosition(ImportStage s)
        => s.IsFoveas && (s.Node.Inputs[1] == s.Node.Outputs[0] + ".weight" || s.Node.Inputs[1] == s.Node.Outputs[0] + "/transpose");

    // The layer goes on under the name of what it has taken in.
    private static void Take(ImportStage s, ImportValue value)
    {
        if (!value.Node.IsNamedByWeight)
        {
            value.Node.Name = s.Node.Outputs[0];
            ImportStage.NameBy(value.Node, s.Node.Inputs);
        }
        s.Set(value);
    }

    // The layer with a bias of its own, where it lacks one.
    private static Op? Joined(ImportNode node, float[] bias) => node.Shape.Channels != bias.Length ? null : node.Op switch
    {
        Conv2d { Bias: false } op => op with { Bias = true },
        Dense { Bias: false } op => op with { Bias = true },
        Scale { Bias: false } op => op with { Bias = true },
        GroupNorm op when node.Parameters["bias"].All(b => b == 0) => op,
        _ => null,
    };

    // A constant that differs along what is the last axis of the node, or can become it; no index for any other.
    private static (ImportValue Value, int[]? Index) Channels(ImportStage s, ImportValue x, Stretch constant)
    {
        Shape shape = x.Node.Shape;
        if (constant.Axes.Length == 0) return (x, s.Zeros(shape.Channels));
        if (x.Layout.IsInnermost(constant.Axes) && shape[shape.Rank - 1] == Layout.Size(x.Layout.Order(constant.Axes))) return (x, s.Index(x, constant.Axes));
        if (constant.Axes is not [1] || x.Rank != 4) return (x, null);
        ImportValue value = s.Innermost(x, ordered: false, 1);
        return (value, s.Index(value, 1));
    }

    private static float[] Along(ImportValue x, Stretch constant, int[] index, Func<float, float> change)
    {
        Func<int, float> of = constant.Along(x.Dims, constant.Axes);
        return [.. index.Select(i => change(of(i)))];
    }
}
