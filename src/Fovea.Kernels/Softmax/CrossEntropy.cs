using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Softmax cross-entropy with integer labels, as PyTorch's with <c>reduction="mean"</c>.</summary>
/// <remarks>
/// Formula, for image i with label t, p = softmax(x), class weights w, C classes, smoothing ε:
/// <c>loss_i = −(1 − ε)·w_t·ln p_t − ε/C·Σ_c w_c·ln p_c</c>; the mean is Σ loss_i / Σ w_t. A negative label is left out.
/// Shapes: logits N × 1 × 1 × C, labels N 32-bit integers, losses N.
/// Source: Szegedy et al., "Rethinking the Inception architecture", 2016 (smoothing).
/// </remarks>
public static unsafe class CrossEntropy
{
    /// <summary>
    /// <c>losses[i]</c> = the loss of image i before the mean; dLogits, if it exists, = the gradient of the mean. dLogits may be the
    /// memory of the logits.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A label is not below the number of classes.</exception>
    public static void Run(in Step step, in Maps logits, in FloatBlock labels, in FloatBlock losses, in Maps dLogits, float smoothing = 0,
        in FloatBlock classWeights = default)
    {
        int classes = logits.C;
        int* t = (int*)labels.Pointer;
        float* weights = classWeights.Pointer;
        double allWeights = 0;
        for (int c = 0; c < classes; c++) allWeights += weights is null ? 1 : weights[c];
        double perImage = 1 / TotalWeight(t, step.Batch, classes, weights);
        (int first, int end) = step.Share(step.Batch);
        for (int n = first; n < end; n++)
        {
            float* x = logits.Row(n, 0), d = dLogits.Exists ? dLogits.Row(n, 0) : null;
            int label = t[n];
            if (label < 0)
            {
                losses.Pointer[n] = 0;
                if (d is not null) new Span<float>(d, classes).Clear();
                continue;
            }
            float max = Softmax.Max(x, classes);
            double hit = (1.0 - smoothing) * (weights is null ? 1 : weights[label]), spread = (double)smoothing / classes;
            double loss = -hit * (x[label] - max), xLabel = x[label];
            if (smoothing != 0)
                for (int c = 0; c < classes; c++) loss -= spread * (weights is null ? 1 : weights[c]) * ((double)x[c] - max);
            double sum = Softmax.Exponentials(x, d, classes, max);
            double mass = hit + spread * allWeights;
            losses.Pointer[n] = (float)(loss + mass * Math.Log(sum));
            if (d is null) continue;
            Gradient(d, classes, (float)(mass * perImage / sum), (float)(spread * perImage), weights);
            // Computed apart: near p = 1 the difference p − 1 must not be taken from two rounded numbers.
            double p = Math.Exp(xLabel - max) / sum, others = OthersShare(p, xLabel, max, sum);
            double exact = spread == 0 ? -hit * others : mass * p - hit - spread * (weights is null ? 1 : weights[label]);
            d[label] = (float)(exact * perImage);
        }
    }

    /// <summary>Σ of the weights of the labels; 1 for each image without class weights.</summary>
    internal static double TotalWeight(int* labels, int batch, int classes, float* weights)
    {
        double total = 0;
        for (int n = 0; n < batch; n++)
        {
            if (labels[n] >= classes) throw new ArgumentOutOfRangeException(nameof(labels), labels[n], $"the label of image {n} is not below {classes} classes");
            if (labels[n] >= 0) total += weights is null ? 1 : weights[labels[n]];
        }
        return total;
    }

    private static double OthersShare(double p, double xLabel, double max, double sum)
        => xLabel == max ? (sum - 1) / sum : 1 - p;

    private static void Gradient(float* d, int classes, float factor, float spread, float* weights)
    {
        for (int c = 0; c < classes; c += Lanes.Width)
        {
            int lanes = Math.Min(Lanes.Width, classes - c);
            Vector256<float> w = weights is null ? Vector256<float>.One : Lanes.Load(weights + c, lanes);
            Lanes.Store(d + c, Lanes.Load(d + c, lanes) * factor - w * spread, lanes);
        }
    }
}

/// <summary>Losses of the images and, if dLogits exists, the gradient of their mean.</summary>
public sealed class CrossEntropyCall(string name, Maps logits, FloatBlock labels, FloatBlock losses, Maps dLogits = default,
    float smoothing = 0, FloatBlock classWeights = default) : Call(name, Work.Over(logits, dLogits))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => CrossEntropy.Run(step, logits, labels, losses, dLogits, smoothing, classWeights);
}

/// <summary>mean[0] = Σ losses / Σ weights of the labels: the loss of the batch.</summary>
public sealed unsafe class CrossEntropyMean(string name, int classes, FloatBlock labels, FloatBlock losses, FloatBlock mean,
    FloatBlock classWeights = default) : Call(name, new Work(0, 2 * sizeof(float), 0))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        if (step.Part != 0) return;
        double sum = 0;
        for (int n = 0; n < step.Batch; n++) sum += losses.Pointer[n];
        mean.Pointer[0] = (float)(sum / CrossEntropy.TotalWeight((int*)labels.Pointer, step.Batch, classes, classWeights.Pointer));
    }
}
