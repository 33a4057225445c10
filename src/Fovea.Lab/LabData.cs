using Fovea.Data;

namespace Fovea.Lab;

/// <summary>The images of an experiment. Whoever opened the sets closes them.</summary>
/// <param name="Train">What is learned from.</param>
/// <param name="Validation">Held out of training; null without.</param>
/// <param name="Test">Never seen in training; null when there are none.</param>
public sealed record LabData(ImageDataset Train, ImageDataset? Validation = null, ImageDataset? Test = null)
{
    /// <summary>What is measured on besides the training images: validation before test, so that the test images stay unseen.</summary>
    public ImageDataset? Held => Validation ?? Test;

    /// <summary>Each split with its name, training first.</summary>
    public IEnumerable<(string Name, ImageDataset Set)> Splits
    {
        get
        {
            yield return (DataSets.Train, Train);
            if (Validation is not null) yield return (DataSets.Validation, Validation);
            if (Test is not null) yield return (DataSets.Test, Test);
        }
    }

    /// <summary>At most so many images of a set, evenly spread over it.</summary>
    public static ImageDataset Spread(ImageDataset set, int most)
        => set.Count <= most ? set : set.Subset([.. Enumerable.Range(0, most).Select(i => (int)((long)i * set.Count / most))]);
}
