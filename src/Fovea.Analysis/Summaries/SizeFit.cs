namespace Fovea.Analysis;

/// <summary>How a network does on square images of one size.</summary>
/// <param name="Size">Rows and columns of the image.</param>
/// <param name="Problem">Why the network cannot be built for it; null when it can.</param>
/// <param name="Final">The last feature maps, in front of the global pooling, the flatten or the dense layers.</param>
/// <param name="Parameters">Trainable values: more for larger images where a dense layer reads the maps.</param>
/// <param name="Macs">Multiply-accumulates for one image.</param>
/// <param name="Border">Convolutions that add no context.</param>
/// <param name="Convolutions">All convolutions.</param>
/// <param name="BorderMacShare">MACs of the former among those of the latter, 0 to 1.</param>
/// <param name="Strides">Layers with a stride.</param>
/// <param name="Uneven">Those whose stride uses the padding of one side less than that of the other.</param>
/// <param name="Unread">Those whose stride leaves real pixels unread at the far edge.</param>
/// <param name="Suitability">Whether it lies in the range that suits the network.</param>
public sealed record SizeFit(int Size, string? Problem, Shape Final, long Parameters, long Macs, int Border, int Convolutions, double BorderMacShare,
    int Strides, int Uneven, int Unread, Suitability Suitability)
{
    /// <summary>True when every convolution has context to add, some layer sees the whole image and no stride is uneven or leaves pixels unread.</summary>
    public bool IsEven => Suitability == Suitability.Suits && Uneven == 0 && Unread == 0;

    internal static SizeFit Of(Graph original, int size, FeasibleInput? range)
    {
        Graph graph;
        try
        {
            graph = original.WithInput(Shape.Image(size, size, original.Input.Shape.Channels));
        }
        catch (DeclarationException e)
        {
            return new SizeFit(size, $"{e.Node}: {e.Problem}", default, 0, 0, 0, 0, 0, 0, 0, 0, Suitability.DoesNotFit);
        }
        BorderLayers border = BorderLayers.Of(graph);
        StrideFit[] strides = [.. graph.Nodes.Select(StrideFit.Of).OfType<StrideFit>()];
        Suitability suits = border.Border.Count > 0 || range is null || size < Math.Max(range.MinHeight, range.MinWidth) ? Suitability.TooSmall
            : size > Math.Min(range.MaxHeight, range.MaxWidth) ? Suitability.TooLarge : Suitability.Suits;
        return new SizeFit(size, null, graph.Nodes.Last(n => n.Shape.IsImage).Shape, graph.ParameterCount, graph.Cost.Macs, border.Border.Count, border.Convolutions,
            border.MacShare, strides.Length, strides.Count(s => s.IsUneven), strides.Count(s => s.Unread > 0), suits);
    }
}

/// <summary>How a size stands to the range that suits a network (<see cref="FeasibleInput"/>).</summary>
public enum Suitability
{
    /// <summary>A layer is larger than its input.</summary>
    DoesNotFit,

    /// <summary>Some layers see more than the image, on every path to them.</summary>
    TooSmall,

    /// <summary>Every layer has context to add, and some layer sees the whole image.</summary>
    Suits,

    /// <summary>No layer sees the whole image.</summary>
    TooLarge,
}
