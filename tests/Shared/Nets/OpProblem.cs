namespace Fovea.Tests;

/// <summary>One random use of an op: a net of one to three layers in the text notation, and a seed for everything else.</summary>
/// <param name="Op">Name of the op's record.</param>
/// <param name="Net">The net; its text is the repro.</param>
/// <param name="Batch">Images.</param>
/// <param name="Training">Mode.</param>
/// <param name="Seed">Of parameters, images and the gradient that is sent back.</param>
internal sealed record OpProblem(string Op, string Net, int Batch, bool Training, int Seed)
{
    public const ulong DropoutSeed = 5;
    public const long DropoutStep = 3;

    /// <summary>The <paramref name="index"/>-th problem of an op.</summary>
    /// <param name="entry">The op.</param>
    /// <param name="index">The seed, too.</param>
    /// <param name="alone">Only the op between input and output, on small shapes: what finite differences can afford.</param>
    public static OpProblem Make(OpEntry entry, int index, bool alone)
    {
        var random = new Random(index * 7919 + (alone ? 1 : 0));
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            (string input, string layer) = entry.Draw(random, alone ? 5 : 10);
            string net = $"{input} | {layer}";
            if (!TryShape(net, out Shape output) || output.Count > (alone ? 200 : 4000)) continue;
            if (!alone && random.Next(4) == 0) net = $"{input} | {(input.Contains('x') ? $"conv {input.Split('x')[2]} 1x1" : $"dense {input}")} | {layer}";
            if (!alone && random.Next(4) == 0) net += (output.IsImage ? " | flatten" : "") + " | dense 3";
            // A single value has no variance: its batch norm is γ/√ε times a difference of equal numbers, rounding and nothing else.
            int least = entry.Type == typeof(BatchNorm) ? 2 : 1;
            return new OpProblem(entry.Name, net, random.Next(least, 6), random.Next(2) == 0, index);
        }
        throw new InvalidOperationException($"{entry.Name}: no valid problem in 1,000 attempts from seed {index}");
    }

    public Model Model() => Fovea.Model.Parse(Net, (ulong)Seed, "problem");

    public override string ToString() => $"{Op}: \"{Net}\", batch {Batch}, {(Training ? "training" : "inference")}, seed {Seed}";

    private static bool TryShape(string net, out Shape shape)
    {
        try
        {
            shape = NetText.Parse(net).Output.Shape;
            return true;
        }
        catch (DeclarationException)
        {
            shape = default;
            return false;
        }
    }
}
