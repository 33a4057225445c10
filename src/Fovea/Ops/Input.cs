namespace Fovea;

/// <summary>The image that goes in.</summary>
/// <remarks>
/// Formula: <c>y</c> is what was loaded.
/// Shapes: H×W×C, or a vector.
/// Gradients: captured as <c>input.grad</c>.
/// Source: none; it computes nothing.
/// </remarks>
public sealed record Input(Shape Shape) : Op
{
    /// <inheritdoc/>
    public override string Stem => "input";

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => Shape;

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    internal override void Reference<T>(ReferenceStage<T> s) { }

    internal override void ReferenceBackward<T>(ReferenceStage<T> s) { }

    internal override void Compile(Stage s) { }

    internal override void CompileBackward(Stage s) { }

    /// <inheritdoc/>
    public override string ToString() => "input";
}
