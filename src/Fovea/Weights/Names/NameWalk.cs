namespace Fovea;

/// <summary>Goes through the nodes that have parameters, in the order of declaration, and names them; knows when a network is of another family.</summary>
internal sealed class NameWalk(Graph graph)
{
    private readonly Node[] nodes = [.. graph.Nodes.Where(n => n.Parameters.Count > 0)];
    private readonly NameMap map = new();
    private bool fits = true;
    private int at;

    /// <summary>Nodes that have no name yet.</summary>
    public int Left => fits ? nodes.Length - at : 0;

    /// <summary>The names, or null when the network did not fit.</summary>
    public NameMap? Result => fits && at == nodes.Length ? map : null;

    /// <summary>The node that comes so many places later; null behind the end.</summary>
    public Node? Peek(int ahead = 0) => fits && at + ahead < nodes.Length ? nodes[at + ahead] : null;

    /// <summary>Names the next node, which must have that op.</summary>
    /// <param name="modules">What it may be called, the usual name first.</param>
    public Node? Next<T>(params string[] modules) where T : Op
    {
        if (Take<T>() is not { } node) return null;
        map.Module(node, modules);
        return node;
    }

    /// <summary>Names the only parameter of the next node by its full name.</summary>
    public void NextTensor<T>(string tensor) where T : Op
    {
        if (Take<T>() is { Parameters: [var only] } node) map.Tensor(node, only.Suffix, tensor);
        else fits = false;
    }

    private Node? Take<T>() where T : Op
    {
        if (Peek() is { Op: T } node)
        {
            at++;
            return node;
        }
        fits = false;
        return null;
    }
}
