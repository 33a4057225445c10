namespace Fovea.Lab;

/// <summary>All that is gathered about one layer while images go through the network.</summary>
internal sealed class LayerGather
{
    private readonly LayerPoint point;
    private readonly ChannelScan scan;

    public LayerGather(LayerPoint point, int images, int classes, HierarchyOptions o)
    {
        this.point = point;
        Node end = point.End;
        scan = new ChannelScan(end.Shape, ChannelScan.BoundsOf(end.Op));
        Features = new PooledFeatures(end.Shape, images, o.Numbers, o.Seed);
        Activity = new ChannelActivity(scan, end.Op is Relu or Relu6);
        Selectivity = new ClassSelectivity(end.Shape.Channels, classes);
        Shuffled = new ClassSelectivity(end.Shape.Channels, classes);
        Patches = new TopPatches(scan, end.Shape, o.Patches);
        Sums = end.Op is Input ? null : new UnitSums(end, end.Shape.Channels <= o.MostChannels, o.Seed);
    }

    public PooledFeatures Features { get; }

    public ChannelActivity Activity { get; }

    public ClassSelectivity Selectivity { get; }

    public ClassSelectivity Shuffled { get; }

    public TopPatches Patches { get; }

    public UnitSums? Sums { get; }

    /// <summary>Takes one image.</summary>
    public void Add(ReadOnlySpan<float> activation, int image, int label, int shuffled)
    {
        Features.Set(image, activation);
        scan.Look(activation);
        Activity.Add();
        Selectivity.Add(scan.Positive, label);
        Shuffled.Add(scan.Positive, shuffled);
        if (point.End.Op is not Input) Patches.Add(image);
    }
}
