using Fovea.Kernels;

namespace Fovea;

/// <summary>The rules of guided backpropagation and of the deconvnet at <c>relu</c> and <c>relu6</c>.</summary>
/// <remarks>
/// Formula: guided <c>dX = dY·[f′(x) ≠ 0]·[dY > 0]</c>; deconvnet <c>dX = dY·[dY > 0]</c>, whatever x is.
/// Source: Springenberg, Dosovitskiy, Brox, Riedmiller, "Striving for simplicity", 2015; Zeiler, Fergus, "Visualizing and understanding convolutional networks", 2014.
/// </remarks>
/// <param name="Rule">What the ReLU lets through.</param>
public sealed record ReluBackward(ReluRule Rule) : BackwardRule
{
    /// <inheritdoc/>
    public override bool Replaces(Node node) => Rule != ReluRule.Standard && node.Op is (Relu or Relu6);

    /// <inheritdoc/>
    public override void Propagate(RuleStage s)
    {
        if (s.InputGradients[0] is not { Length: > 0 } dx) return;
        bool ceiling = s.Node.Op is Relu6;
        for (int i = 0; i < dx.Length; i++)
        {
            bool open = Rule == ReluRule.Deconvnet || (s.Output[i] > 0 && !(ceiling && s.Output[i] >= 6));
            if (open && s.OutputGradient[i] > 0) dx[i] = s.OutputGradient[i];
        }
    }
}
