namespace Fovea.Data;

/// <summary>Bilinear resizing that averages over the covered area when it shrinks (antialiased), as PIL and torchvision do.</summary>
/// <remarks>
/// Separable triangle filter of half-width max(1, scale), weights normalised to sum 1, one rounding at the end.
/// Keeps its tables and rows between calls, so a loader's worker owns one; not for two threads at once.
/// </remarks>
internal sealed class Resizer
{
    /// <summary>What helps where a picture has another size than the model takes.</summary>
    public const string Help = "give a resize rule: Stretch, FitCrop (fills, cuts the edges) or FitPad (keeps all, adds black edges); for fovea --resize stretch, crop or pad";

    private Axis rows = new(), columns = new();
    private float[] between = [];

    /// <summary>Resizes H W C bytes to <paramref name="outHeight"/> × <paramref name="outWidth"/> by the rule.</summary>
    public void Resize(ReadOnlySpan<byte> source, int height, int width, int channels, Span<byte> target, int outHeight, int outWidth, ResizeRule rule, string name)
    {
        if (height == outHeight && width == outWidth)
        {
            source.CopyTo(target);
            return;
        }
        switch (rule)
        {
            case ResizeRule.Stretch:
                rows.Set(0, height, outHeight, height);
                columns.Set(0, width, outWidth, width);
                Run(source, width, channels, target, 0, 0, outHeight, outWidth, outWidth);
                break;
            case ResizeRule.FitCrop:
                {
                    // The part of the source that has the target's proportions, centred; its short side fits exactly.
                    double scale = Math.Min((double)height / outHeight, (double)width / outWidth);
                    double partHeight = outHeight * scale, partWidth = outWidth * scale;
                    rows.Set((height - partHeight) / 2, partHeight, outHeight, height);
                    columns.Set((width - partWidth) / 2, partWidth, outWidth, width);
                    Run(source, width, channels, target, 0, 0, outHeight, outWidth, outWidth);
                    break;
                }
            case ResizeRule.FitPad:
                {
                    double scale = Math.Max((double)height / outHeight, (double)width / outWidth);
                    int innerHeight = Math.Clamp((int)Math.Round(height / scale), 1, outHeight), innerWidth = Math.Clamp((int)Math.Round(width / scale), 1, outWidth);
                    rows.Set(0, height, innerHeight, height);
                    columns.Set(0, width, innerWidth, width);
                    target.Clear();
                    Run(source, width, channels, target, (outHeight - innerHeight) / 2, (outWidth - innerWidth) / 2, innerHeight, innerWidth, outWidth);
                    break;
                }
            default:
                throw new ImageException(name, ImageFault.WrongSize, $"the picture is {height}×{width}, the model takes {outHeight}×{outWidth}",
                    Help);
        }
    }

    private void Run(ReadOnlySpan<byte> source, int width, int channels, Span<byte> target, int top, int left, int outHeight, int outWidth, int targetWidth)
    {
        int first = rows.Start[0], last = rows.Start[outHeight - 1] + rows.Count[outHeight - 1];
        int line = outWidth * channels;
        if (between.Length < (last - first) * line) between = new float[(last - first) * line];
        for (int y = first; y < last; y++)
            Horizontal(source.Slice(y * width * channels, width * channels), between.AsSpan((y - first) * line, line), channels, outWidth);
        for (int y = 0; y < outHeight; y++)
            Vertical(between, rows.Start[y] - first, rows.WeightsOf(y), target.Slice(((top + y) * targetWidth + left) * channels, line));
    }

    private void Horizontal(ReadOnlySpan<byte> row, Span<float> result, int channels, int outWidth)
    {
        for (int x = 0; x < outWidth; x++)
        {
            ReadOnlySpan<float> weights = columns.WeightsOf(x);
            ReadOnlySpan<byte> window = row.Slice(columns.Start[x] * channels, weights.Length * channels);
            if (channels == 3)
            {
                float r = 0, g = 0, b = 0;
                for (int i = 0, j = 0; i < weights.Length; i++, j += 3)
                {
                    float w = weights[i];
                    r += w * window[j];
                    g += w * window[j + 1];
                    b += w * window[j + 2];
                }
                result[3 * x] = r;
                result[3 * x + 1] = g;
                result[3 * x + 2] = b;
            }
            else
            {
                float sum = 0;
                for (int i = 0; i < weights.Length; i++) sum += weights[i] * window[i];
                result[x] = sum;
            }
        }
    }

    private static void Vertical(float[] lines, int start, ReadOnlySpan<float> weights, Span<byte> result)
    {
        int line = result.Length;
        for (int i = 0; i < line; i++)
        {
            float sum = 0;
            for (int k = 0, at = start * line + i; k < weights.Length; k++, at += line) sum += weights[k] * lines[at];
            result[i] = (byte)Math.Clamp((int)(sum + 0.5f), 0, 255);
        }
    }

    /// <summary>For one axis: which source positions make each target position, with what weights.</summary>
    private sealed class Axis
    {
        private (double Offset, double Length, int Out, int Size) key;
        private float[] weights = [];
        private int stride;

        public int[] Start { get; private set; } = [];

        public int[] Count { get; private set; } = [];

        public ReadOnlySpan<float> WeightsOf(int position) => weights.AsSpan(position * stride, Count[position]);

        public void Set(double offset, double length, int outLength, int size)
        {
            if (key == (offset, length, outLength, size)) return;
            double scale = length / outLength, support = Math.Max(1, scale);
            stride = (int)Math.Ceiling(support) * 2 + 2;
            (Start, Count, weights) = (new int[outLength], new int[outLength], new float[outLength * stride]);
            for (int i = 0; i < outLength; i++)
            {
                double centre = offset + (i + 0.5) * scale;
                int low = Math.Max(0, (int)(centre - support + 0.5)), high = Math.Min(size, (int)(centre + support + 0.5));
                if (high <= low) (low, high) = (Math.Clamp((int)centre, 0, size - 1), Math.Clamp((int)centre, 0, size - 1) + 1);
                double sum = 0;
                for (int j = low; j < high; j++) sum += Math.Max(0, 1 - Math.Abs((j + 0.5 - centre) / support));
                for (int j = low; j < high; j++)
                    weights[i * stride + j - low] = sum == 0 ? 1f / (high - low) : (float)(Math.Max(0, 1 - Math.Abs((j + 0.5 - centre) / support)) / sum);
                (Start[i], Count[i]) = (low, high - low);
            }
            key = (offset, length, outLength, size);
        }
    }
}
