namespace Fovea.Data;

/// <summary>The images that ship with Fovea: the first 10,000 training and 2,000 test images of Fashion-MNIST, 28×28 grey.</summary>
/// <remarks>Source: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST", arXiv:1708.07747. MIT licence, in LICENSE beside the files.</remarks>
public static class SampleData
{
    /// <summary>The ten classes, in the order of the labels.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>The folder of the four IDX files, beside the program.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "data", "fashion-mnist-sample");

    /// <summary>Opens 10,000 training images, or the 2,000 test images.</summary>
    /// <exception cref="DatasetException">The files are not beside the program.</exception>
    public static ImageDataset Open(bool train)
    {
        if (!Directory.Exists(Folder))
            throw new DatasetException(Folder, "the sample images are not beside the program", "build Fovea.Data, which copies them, or reinstall");
        return DataSets.Open(Folder, train ? DataSets.Train : DataSets.Test);
    }
}
