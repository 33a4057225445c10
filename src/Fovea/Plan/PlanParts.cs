using Fovea.Kernels;

namespace Fovea;

/// <summary>What the planner hands to a plan.</summary>
internal sealed record PlanParts
{
    /// <summary>Most images that go through the calls together.</summary>
    public required int PieceImages { get; init; }

    public required Call[] Prepare { get; init; }

    public required Call[] Calls { get; init; }

    public required int ForwardCalls { get; init; }

    public required IReadOnlyList<ChosenAlgorithm> Chosen { get; init; }

    public required IReadOnlyList<NativeBuffer> Owned { get; init; }

    public required long ArenaFloats { get; init; }

    public required NativeBuffer Losses { get; init; }

    public required NativeBuffer Labels { get; init; }

    public required FloatBlock ParameterGradients { get; init; }

    public required Dictionary<string, Maps> Values { get; init; }

    public required Dictionary<string, Maps> Readable { get; init; }

    public required HashSet<string> Fed { get; init; }

    public required IReadOnlyList<PlanLine> Listing { get; init; }
}

/// <summary>A node in a plan's listing: what became of it and where its activation lies.</summary>
internal sealed record PlanLine(string Node, string Op, Shape Shape, string Note, long Offset, int First, int Last, Halo Halo, string Again);
