using Fovea.Data;

namespace Fovea.Lab;

/// <summary>The computation of <see cref="ExplanationClusters"/>.</summary>
internal static class ClusterSearch
{
    private const double LeastShare = 0.03;

    /// <param name="model">The model.</param>
    /// <param name="answers">On the set.</param>
    /// <param name="perClass">Most images of a class that are explained.</param>
    /// <param name="tests">Most clusters whose patch is tried.</param>
    /// <param name="run">Threads, seed, progress, cancellation.</param>
    public static ExplanationClusters Find(Model model, AnswerSet answers, int perClass, int tests, LabRun run)
    {
        ImageDataset set = answers.Set;
        using var relevance = new RelevanceMaps(model, run.Threads);
        int grid = relevance.Grid, looked = 0;
        var spectra = new List<ClassSpectrum>();
        var found = new List<(int Class, int Number, int[] Images, double Share, float[] Map)>();
        var means = new Dictionary<int, float[]>();
        for (int c = 0; c < set.Classes.Length; c++)
        {
            int of = c;
            int[] all = [.. Enumerable.Range(0, set.Count).Where(i => answers.Labels[i] == of)];
            int[] images = all.Length <= perClass ? all : [.. Enumerable.Range(0, perClass).Select(k => all[(int)((long)k * all.Length / perClass)])];
            float[]?[] maps = relevance.Of(set, images, d => run.Say("explaining", (of + d) / set.Classes.Length));
            int[] shown = [.. Enumerable.Range(0, images.Length).Where(k => maps[k] is not null)];
            looked += shown.Length;
            if (shown.Length < SpectralClusters.Least) continue;
            means[c] = Mean([.. shown.Select(k => maps[k]!)]);
            SpectralClusters clusters = SpectralClusters.Of([.. shown.Select(k => maps[k]!.Select(MathF.Sqrt).ToArray())]);
            spectra.Add(new ClassSpectrum(set.Classes[c], shown.Length, clusters.Eigenvalues, clusters.Separate, clusters.Count));
            for (int number = 0; number < clusters.Count; number++)
            {
                int[] members = [.. shown.Where((_, p) => clusters.Cluster[p] == number)];
                if (members.Length >= Math.Max(3, LeastShare * shown.Length))
                    found.Add((c, number + 1, [.. members.Select(k => images[k])], (double)members.Length / shown.Length, Mean([.. members.Select(k => maps[k]!)])));
            }
        }
        var input = InputFormat.Of(model).Shape;
        ExplanationCluster[] striking =
        [
            .. found.Select(f =>
            {
                float[][] others = [.. means.Where(m => m.Key != f.Class).OrderBy(m => m.Key).Select(m => m.Value)];
                (PixelWindow window, double inside, double elsewhere) = Striking(f.Map, others, grid, input);
                return new ExplanationCluster(set.Classes[f.Class], f.Number, f.Images, f.Share, window, inside, elsewhere, null) { Map = f.Map };
            }).OrderByDescending(c => c.Inside - c.InsideElsewhere).ThenBy(c => c.Class, StringComparer.Ordinal).ThenBy(c => c.Number),
        ];
        using var patch = new PatchTest(model, answers, run);
        for (int i = 0; i < Math.Min(tests, striking.Length); i++)
        {
            run.Say("pasting patches", (double)i / Math.Min(tests, striking.Length));
            striking[i] = striking[i] with { Test = patch.Try(striking[i].Images, Array.IndexOf(set.Classes, striking[i].Class), striking[i].Window) };
        }
        return new ExplanationClusters(looked, grid, spectra, striking);
    }

    /// <summary>The window, a quarter of the image's side, whose share of evidence exceeds that of the other classes most.</summary>
    internal static (PixelWindow Window, double Inside, double Elsewhere) Striking(float[] map, float[][] others, int grid, Shape input)
    {
        int side = Math.Max(1, (int)Math.Round(grid / 4.0));
        (int Top, int Left, double Inside, double Elsewhere) best = (0, 0, double.NegativeInfinity, 0);
        for (int top = 0; top + side <= grid; top++)
            for (int left = 0; left + side <= grid; left++)
            {
                double inside = Mass(map, top, left), elsewhere = others.Length == 0 ? (double)side * side / (grid * grid) : others.Average(o => Mass(o, top, left));
                if (inside - elsewhere > best.Inside - best.Elsewhere) best = (top, left, inside, elsewhere);
            }
        (int y, int x) = (Edge(best.Top, input.Height), Edge(best.Left, input.Width));
        return (new PixelWindow(y, x, Edge(best.Top + side, input.Height) - y, Edge(best.Left + side, input.Width) - x), best.Inside, best.Elsewhere);

        double Mass(float[] of, int top, int left)
        {
            double sum = 0;
            for (int y = top; y < top + side; y++)
                for (int x = left; x < left + side; x++) sum += of[y * grid + x];
            return sum;
        }

        // The first pixel that falls into a cell.
        int Edge(int cell, int pixels) => (cell * pixels + grid - 1) / grid;
    }

    private static float[] Mean(float[][] maps) => [.. Enumerable.Range(0, maps[0].Length).Select(i => (float)maps.Average(m => (double)m[i]))];
}
