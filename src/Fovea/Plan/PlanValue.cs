using Fovea.Kernels;

namespace Fovea;

/// <summary>An activation or a gradient while a plan is laid out. Values that share memory have one <see cref="Root"/>.</summary>
internal sealed class PlanValue(string name, Shape shape)
{
    private PlanValue? parent;

    public string Name { get; } = name;

    public Shape Shape { get; } = shape;

    /// <summary>Border that readers of this value need; valid on the root.</summary>
    public Halo Halo { get; set; }

    /// <summary>First and last time it is used; valid on the root.</summary>
    public int First { get; private set; } = int.MaxValue;

    public int Last { get; private set; } = -1;

    /// <summary>Where the root lies in the arena, in floats.</summary>
    public long Offset { get; set; }

    /// <summary>True when values of other shapes or borders use the same memory at other times, so that the halo has to be zeroed anew.</summary>
    public bool Overlapped { get; set; }

    /// <summary>Somebody reads this memory after the run, so nothing may overwrite it; valid on the root.</summary>
    public bool IsKept { get; set; }

    public Maps Maps { get; set; }

    /// <summary>The concatenation whose channels this memory is, from <see cref="HostChannel"/> on; valid on the root.</summary>
    public PlanValue? Host { get; private set; }

    public int HostChannel { get; private set; }

    public PlanValue Root => parent is null ? this : parent = parent.Root;

    public bool IsUsed => Root.Last >= 0;

    public void Use(int time)
    {
        PlanValue root = Root;
        root.First = Math.Min(root.First, time);
        root.Last = Math.Max(root.Last, time);
        root.Host?.Use(time);
    }

    /// <summary>Gives this value some channels of another's memory.</summary>
    public void BecomeSlice(PlanValue host, int channel)
    {
        (Root.Host, Root.HostChannel) = (host, channel);
        if (Root.Last < 0) return;
        host.Use(Root.First);
        host.Use(Root.Last);
    }

    /// <summary>The value that has memory of its own.</summary>
    public PlanValue Owner => Root.Host?.Owner ?? Root;

    public void Need(Halo halo) => Root.Halo = Root.Halo.Union(halo);

    /// <summary>True when values of several shapes use this memory, which then cannot have a border; valid on the root.</summary>
    private bool IsReshaped { get; set; }

    /// <summary>True when this value may have the memory of another: of the same shape, or without a border.</summary>
    public bool CanJoin(PlanValue other)
        => (Shape == other.Shape && !Root.IsReshaped && !other.Root.IsReshaped) || (Root.Halo.IsEmpty && other.Root.Halo.IsEmpty);

    /// <summary>Gives this value the memory of another.</summary>
    public void Join(PlanValue other)
    {
        PlanValue from = Root, to = other.Root;
        if (from == to) return;
        from.parent = to;
        to.IsReshaped |= from.IsReshaped || Shape != other.Shape;
        to.IsKept |= from.IsKept;
        to.Halo = to.Halo.Union(from.Halo);
        if (from.Last < 0) return;
        to.Use(from.First);
        to.Use(from.Last);
    }

    public long Floats(int batch) => Kernels.Maps.Length(batch, Shape.Height, Shape.Width, Shape.Channels, Root.Halo);
}
