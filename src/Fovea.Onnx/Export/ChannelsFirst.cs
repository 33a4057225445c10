namespace Fovea.Onnx;

/// <summary>Which vectors of the file are flattened feature maps in C H W order, where Fovea has them in H W C order.</summary>
/// <remarks>
/// ONNX's Flatten of N C H W maps gives C H W order. Files have the weights behind it in that order too (docs/decisions/0010), so
/// nothing is permuted as long as the vector runs through ops that either have such weights or treat every element alike. Before any
/// other op, and at the network's output, the elements are put into Fovea's order.
/// </remarks>
internal static class ChannelsFirst
{
    /// <summary>The maps that the node's value in the file is flattened from; null when its order is Fovea's.</summary>
    public static Shape? Of(Node node) => node.Op switch
    {
        Flatten when node.Inputs[0].Shape.IsImage => node.Inputs[0].Shape,
        Activation or PRelu or Dropout or BatchNorm or LayerNorm when !node.Shape.IsImage => Of(node.Inputs[0]),
        _ => null,
    };

    /// <summary>True for ops that read C H W order as it is: what <see cref="ModelFile"/> looks through or permutes.</summary>
    public static bool MayRead(Op op) => op is Dense or Activation or PRelu or Dropout or BatchNorm or LayerNorm;
}
