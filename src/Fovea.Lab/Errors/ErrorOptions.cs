using Fovea.Data;
using Fovea.Training;

namespace Fovea.Lab;

/// <summary>How the errors of a model are analysed.</summary>
public sealed record ErrorOptions
{
    /// <summary>Images that the model was trained on: near-duplicates are sought among them and strange images are measured against them. Null without.</summary>
    public ImageDataset? Training { get; init; }

    /// <summary>Images that do not belong: how well are they told apart? Null without; shuffled pixels and noise are always tried. Images of another size are stretched.</summary>
    public ImageDataset? Other { get; init; }

    /// <summary>The images that are analysed are those the model was trained on: its probabilities for them say less, and the report says so.</summary>
    public bool SeenInTraining { get; init; }

    /// <summary>For label errors: train so many networks, each on all images but its share, so that each image is answered by one that has not seen it. 0 asks the model itself.</summary>
    public int Folds { get; init; }

    /// <summary>How those networks are trained.</summary>
    public TrainOptions FoldTraining { get; init; } = new() { Epochs = 5 };

    /// <summary>Most of the surest mistakes that are explained.</summary>
    public int Mistakes { get; init; } = 24;

    /// <summary>Most training images that are looked at, evenly spread over them.</summary>
    public int MostTraining { get; init; } = 10_000;

    /// <summary>Most images of a class whose explanations are clustered.</summary>
    public int ClusterImages { get; init; } = 200;

    /// <summary>Most clusters whose patch is pasted into other images.</summary>
    public int PatchTests { get; init; } = 20;

    /// <summary>Seed of halves, folds, noise and patches.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; 0 takes one for each processor. The findings do not depend on it.</summary>
    public int Threads { get; init; }
}
