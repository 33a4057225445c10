using Fovea.Data;

namespace Fovea.Training;

/// <summary>The images of a set that can be read, checked before any work so that a broken file costs seconds, not a night.</summary>
/// <param name="Set">The images.</param>
/// <param name="Indices">Their numbers in the set that was given.</param>
/// <param name="Notes">What the caller should know.</param>
internal sealed record UsableImages(ImageDataset Set, int[] Indices, IReadOnlyList<string> Notes)
{
    /// <exception cref="DatasetException">Images cannot be used, and skipping is off or leaves too few.</exception>
    public static UsableImages Of(Model model, ImageDataset set, bool skipBad, bool forTraining, CancellationToken cancel)
    {
        CheckedData found = DataCheck.Run(set, InputFormat.Of(model), skipBad, allowOneClass: !forTraining, cancel: cancel);
        var indices = new List<int>(found.Set.Count);
        // Both lists are in the same order; what is missing in the second was left out.
        for (int i = 0; i < set.Count && indices.Count < found.Set.Count; i++)
            if (found.Set.Count == set.Count || set.Id(i) == found.Set.Id(indices.Count)) indices.Add(i);
        return new(found.Set, [.. indices], found.Report.Skipped == 0 ? found.Warnings : [$"left out: {found.Report}", .. found.Warnings]);
    }
}
