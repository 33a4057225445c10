namespace Fovea.Cli;

/// <summary>What DATA may be.</summary>
internal static class DataArgument
{
    public const string Help = "a folder per class (train, validation and test above them if you like), the same in a zip or tar, IDX files, CIFAR binary, or a CSV of paths and labels; 'sample' is the one that ships with Fovea";
}
