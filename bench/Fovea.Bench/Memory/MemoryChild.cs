using System.Globalization;

namespace Fovea.Bench;

/// <summary>A process of its own that trains a few steps with one engine and prints its resident memory before, and its peak.</summary>
internal static class MemoryChild
{
    /// <summary>The word that makes the benchmark this process.</summary>
    public const string Word = "memory-child";

    private const int Steps = 4;

    /// <summary>Behind the word: which engine, and the number of threads.</summary>
    public static int Run(string[] args)
    {
        int threads = int.Parse(args[1], CultureInfo.InvariantCulture);
        if (args[0] != MemoryBenchmark.Ours) LoadTorch();
        double baseline = ProcessMemory.NowMb();
        Model model = Model.Parse(MemoryBenchmark.Case.Net, seed: 1);
        using Trainer trainer = Build(args[0], model, threads);
        if (args[0] != MemoryBenchmark.Ours) model.Dispose(); // libtorch has weights of its own
        GC.Collect(2, GCCollectionMode.Aggressive);
        double built = ProcessMemory.PeakMb();
        float loss = 0;
        for (int i = 0; i < Steps; i++) loss = trainer.Step();
        double peak = ProcessMemory.PeakMb();
        if (!float.IsFinite(loss)) throw new InvalidOperationException($"{trainer.Name}: the loss is {loss}");
        if (args[0] != MemoryBenchmark.Ours && peak <= built) // our plan owns all of its memory before the first step, libtorch takes it then
            throw new InvalidOperationException($"{trainer.Name}: handing it the weights took {built:F0} MB, more than training: its peak says nothing");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{baseline} {peak}"));
        return 0;
    }

    // Methods of their own: whichever engine does not run is not even loaded.
    private static void LoadTorch() => TorchSharp.torch.zeros(1).Dispose();

    private static Trainer Build(string engine, Model model, int threads) => engine == MemoryBenchmark.Ours ? Fovea(model, threads) : Torch(engine, model, threads);

    private static FoveaTrainer Fovea(Model model, int threads) => new(MemoryBenchmark.Case, model, threads);

    private static TorchTrainer Torch(string engine, Model model, int threads)
        => new(MemoryBenchmark.Case, model, channelsLast: engine == MemoryBenchmark.ChannelsLast, threads);
}
