namespace Fovea.Onnx;

/// <summary>The ops that can be evaluated by plain loops, by ONNX's name. One file of <c>Evaluate/Ops</c> a family.</summary>
internal static class EvaluateOps
{
    /// <summary>Gives the values of a node's outputs, in order.</summary>
    public static IReadOnlyDictionary<string, Func<NodeCall, OnnxTensor[]>> All { get; } = new Dictionary<string, Func<NodeCall, OnnxTensor[]>>
    {
        ["Constant"] = ConstantOps.Constant,
        ["Identity"] = ConstantOps.Identity,
    };
}
