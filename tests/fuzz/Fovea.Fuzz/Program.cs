using System.Globalization;
using Fovea.Fuzz;

// Fovea.Fuzz run TARGET [--inputs N] [--workers N] [--seed N] [--corpus FOLDER] [--out FOLDER]   in-process, by structure
// Fovea.Fuzz afl TARGET                                                                          under afl-fuzz
// Fovea.Fuzz replay TARGET FILE...                                                               what a target says to files
// Fovea.Fuzz seeds FOLDER                                                                        writes the seeds that are no conformance models
// Fovea.Fuzz bombs FOLDER                                                                        writes files that cost as much as they can
// Fovea.Fuzz peak FILE                                                                           time and peak memory of reading one
string[] words = [.. args.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal))];
string Option(string name, string absent) => Array.IndexOf(args, name) is >= 0 and int i ? args[i + 1] : absent;
FuzzTarget Target(string name) => FuzzTarget.All.FirstOrDefault(t => t.Name == name)
    ?? throw new ArgumentException($"no target '{name}'; there are {string.Join(", ", FuzzTarget.All.Select(t => t.Name))}");

switch (words)
{
    case ["run", string name]:
        return FuzzRun.Go(Target(name), new FuzzRun.Options(
            long.Parse(Option("--inputs", "1000000"), CultureInfo.InvariantCulture), int.Parse(Option("--workers", "1"), CultureInfo.InvariantCulture),
            ulong.Parse(Option("--seed", "1"), CultureInfo.InvariantCulture), Option("--corpus", Path.Combine("tests", "fuzz", "corpus", Target(name).Corpus)), Option("--out", Path.Combine("artifacts", "fuzz", name))));
    case ["afl", string name]:
        FuzzTarget target = Target(name);
        SharpFuzz.Fuzzer.Run(stream =>
        {
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            try
            {
                byte[] input = copy.ToArray();
                target.Check(input, target.Read(input));
            }
            catch (FormatException)
            {
                // A refusal is an answer.
            }
        });
        return 0;
    case ["replay", string name, .. string[] files]:
        int bad = 0;
        foreach (string file in files)
        {
            var worker = new FuzzWorker(Target(name), [], 0);
            Finding? finding = worker.Try(File.ReadAllBytes(file));
            if (finding is not null) bad++;
            Console.WriteLine($"{file}: {finding?.What ?? (worker.Accepted == 1 ? "read" : $"refused: {worker.Said}")}, {worker.Slowest.TotalMilliseconds:F1} ms, {worker.MostAllocated:N0} bytes");
        }
        return bad == 0 ? 0 : 1;
    case ["seeds", string folder]:
        return Seeds.Write(folder);
    case ["bombs", string folder]:
        Directory.CreateDirectory(folder);
        foreach ((string bomb, Action<Stream> write) in Bombs.All)
        {
            using var stream = new FileStream(Path.Combine(folder, bomb + (bomb.StartsWith("safe", StringComparison.Ordinal) ? ".safetensors" : ".onnx")), FileMode.Create, FileAccess.ReadWrite);
            write(stream);
        }
        return 0;
    case ["peak", string file]:
        return Peak.Read(file);
    default:
        Console.Error.WriteLine("Fovea.Fuzz run|afl|replay|seeds|bombs|peak; see docs/security.md");
        return 2;
}
