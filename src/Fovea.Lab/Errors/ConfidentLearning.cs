using System.Globalization;

namespace Fovea.Lab;

/// <summary>An image whose label is probably wrong.</summary>
/// <param name="Index">Its number in the set.</param>
/// <param name="Id">Where to find it.</param>
/// <param name="Label">What it is labelled.</param>
/// <param name="Suggested">What it more probably is.</param>
/// <param name="LabelProbability">Probability of the label.</param>
/// <param name="SuggestedProbability">Probability of the suggestion.</param>
public sealed record LabelError(int Index, string Id, string Label, string Suggested, double LabelProbability, double SuggestedProbability);

/// <summary>How often one class is labelled as another, by estimate.</summary>
/// <param name="Label">What the images are labelled.</param>
/// <param name="Truly">What they are.</param>
/// <param name="Images">How many, of all images of the set.</param>
public sealed record LabelNoise(string Label, string Truly, double Images);

/// <summary>Probable label errors by confident learning.</summary>
/// <remarks>
/// Formula: the threshold of class j is <c>t_j = mean p̂_j over images labelled j</c>; an image labelled i counts for <c>C[i][j]</c> when j is the most probable class
/// among those with <c>p̂_j ≥ t_j</c>; rows of C are scaled to the numbers of labels, and what is off the diagonal is mislabelled. Probabilities must come from a model
/// that has not learned from the image. Ranked by p̂ of the label, smallest first: as many of the off-diagonal images as the scaled C says there are.
/// Source: Northcutt, Jiang, Chuang, "Confident learning", JAIR 2021.
/// </remarks>
/// <param name="On">What was looked at.</param>
/// <param name="Method">Where the probabilities come from, in a sentence.</param>
/// <param name="OutOfSample">No probability comes from a model that has learned from the image, as far as it was told.</param>
/// <param name="Count">Images that were looked at.</param>
/// <param name="Accuracy">Share of them on which the probabilities agree with the label.</param>
/// <param name="NoiseRate">Estimated share that is mislabelled, 0 … 1; too high where the model is sure of its own mistakes.</param>
/// <param name="Suspects">All suspicious images, most suspicious first.</param>
/// <param name="Pairs">Which classes are labelled as which, the commonest first.</param>
public sealed record LabelErrors(string On, string Method, bool OutOfSample, int Count, double Accuracy, double NoiseRate, IReadOnlyList<LabelError> Suspects, IReadOnlyList<LabelNoise> Pairs);

/// <summary>The computation of <see cref="LabelErrors"/>.</summary>
internal static class ConfidentLearning
{
    /// <summary>Ranks images by how probably their label is wrong.</summary>
    /// <param name="labels">Given labels.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="probabilities">n × classes.</param>
    /// <returns>Suspicious images with the class they probably are, most suspicious first; the estimated joint counts <c>[label][truth]</c>.</returns>
    public static ((int Image, int Truth)[] Suspects, double[][] Joint) Find(int[] labels, int classes, Func<int, ReadOnlySpan<float>> probabilities)
    {
        double[] threshold = new double[classes];
        int[] images = new int[classes];
        for (int i = 0; i < labels.Length; i++)
        {
            threshold[labels[i]] += probabilities(i)[labels[i]];
            images[labels[i]]++;
        }
        for (int c = 0; c < classes; c++) threshold[c] = images[c] == 0 ? double.PositiveInfinity : threshold[c] / images[c];
        int[] truth = new int[labels.Length];
        double[][] joint = [.. Enumerable.Range(0, classes).Select(_ => new double[classes])];
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> p = probabilities(i);
            truth[i] = -1;
            for (int c = 0; c < classes; c++)
                if (p[c] >= threshold[c] && (truth[i] < 0 || p[c] > p[truth[i]])) truth[i] = c;
            if (truth[i] >= 0) joint[labels[i]][truth[i]]++;
        }
        for (int c = 0; c < classes; c++)
        {
            double counted = joint[c].Sum();
            for (int j = 0; j < classes && counted > 0; j++) joint[c][j] *= images[c] / counted;
        }
        double wrong = Enumerable.Range(0, classes).Sum(c => joint[c].Sum() - joint[c][c]);
        (int Image, int Truth)[] suspects =
        [
            .. Enumerable.Range(0, labels.Length).Where(i => truth[i] >= 0 && truth[i] != labels[i]).OrderBy(i => probabilities(i)[labels[i]]).ThenBy(i => i)
                .Take((int)Math.Ceiling(wrong)).Select(i => (i, truth[i])),
        ];
        return (suspects, joint);
    }

    // A weak network is sure of its own mistakes, which then count as wrong labels.
    private const double LeastAccuracy = 0.85;

    /// <summary>The findings in the words of a set.</summary>
    public static LabelErrors Report(AnswerSet answers, string method, bool outOfSample)
    {
        string[] names = answers.Set.Classes;
        ((int Image, int Truth)[] suspects, double[][] joint) = Find(answers.Labels, answers.Classes, answers.Probabilities);
        double wrong = Enumerable.Range(0, names.Length).Sum(c => joint[c].Sum() - joint[c][c]);
        double accuracy = (double)Enumerable.Range(0, answers.Count).Count(i => answers.Answers[i] == answers.Labels[i]) / answers.Count;
        if (accuracy < LeastAccuracy) method += string.Create(CultureInfo.InvariantCulture, $"; only {100 * accuracy:F0} % of the labels agree with these answers, so most suspects are mistakes of the model and the estimate is too high");
        return new LabelErrors(answers.Set.Name, method, outOfSample, answers.Count, accuracy, wrong / answers.Count,
            [.. suspects.Select(s => new LabelError(s.Image, answers.Set.Id(s.Image), names[answers.Labels[s.Image]], names[s.Truth], answers.Probabilities(s.Image)[answers.Labels[s.Image]], answers.Probabilities(s.Image)[s.Truth]))],
            [.. from i in Enumerable.Range(0, names.Length) from j in Enumerable.Range(0, names.Length) where i != j && joint[i][j] > 0 orderby joint[i][j] descending, i, j select new LabelNoise(names[i], names[j], joint[i][j])]);
    }
}
