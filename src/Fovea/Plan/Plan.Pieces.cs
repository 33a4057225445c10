using Fovea.Kernels;

namespace Fovea;

/// <summary>Runs in pieces: images and outputs of the whole batch have memory of their own.</summary>
public sealed partial class Plan
{
    private readonly NativeBuffer? wholeInput, wholeOutput;
    private readonly Maps input, output;

    private bool InPieces => wholeInput is not null;

    /// <summary>Most images of one pass through the calls.</summary>
    internal int PieceImages => parts.PieceImages;

    // Images of one pass through the calls.
    private int Piece => Math.Min(batch, parts.PieceImages);

    private static Maps Whole(NativeBuffer buffer, Maps piece, int images) => new(buffer, 0, images, piece.H, piece.W, piece.C);

    // A profile measures the first piece: the others are like it.
    private void RunPieces(ulong seed, long step, ProfileTimes? times)
    {
        Maps images = parts.Values[Model.Graph.Input.Name], results = parts.Values[Model.Graph.Output.Name];
        for (int first = 0; first < (times is null ? batch : Piece); first += parts.PieceImages)
        {
            int count = Math.Min(parts.PieceImages, batch - first);
            for (int n = 0; n < count; n++) Copy(input, first + n, images, n);
            team.Run(parts.Calls, parts.ForwardCalls, count, seed, step, times?.Calls);
            for (int n = 0; n < count; n++) Copy(results, n, output, first + n);
        }
    }

    private static void Copy(Maps from, int image, Maps to, int target)
    {
        for (int h = 0; h < from.H; h++) from.RowSpan(image, h).CopyTo(to.RowSpan(target, h));
    }
}
