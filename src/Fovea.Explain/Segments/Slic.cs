namespace Fovea.Explain;

/// <summary>One run of SLIC.</summary>
internal sealed class Slic
{
    private readonly int height, width, channels, rows, columns;
    private readonly double spacing, compactness;
    private readonly double[] colors, centres;
    private readonly int[] labels;

    public Slic(ReadOnlySpan<float> image, Shape shape, int parts, double compactness)
    {
        (height, width, channels, this.compactness) = (shape.Height, shape.Width, shape.Channels, compactness);
        spacing = Math.Sqrt((double)height * width / parts);
        rows = Math.Clamp((int)Math.Round(height / spacing), 1, height);
        columns = Math.Clamp((int)Math.Round((double)parts / rows), 1, width);
        labels = new int[height * width];
        colors = Scaled(image);
        centres = new double[rows * columns * (channels + 2)];
        for (int k = 0; k < rows * columns; k++) Place(k, (k / columns + 0.5) * height / rows, (k % columns + 0.5) * width / columns);
    }

    public Superpixels Run(int iterations)
    {
        for (int i = 0; i < iterations; i++)
        {
            Assign();
            Move();
        }
        Assign();
        return Connected();
    }

    private double[] Scaled(ReadOnlySpan<float> image)
    {
        var scaled = new double[image.Length];
        int pixels = height * width;
        for (int c = 0; c < channels; c++)
        {
            double mean = 0, square = 0;
            for (int p = 0; p < pixels; p++) mean += image[p * channels + c] / (double)pixels;
            for (int p = 0; p < pixels; p++) square += Math.Pow(image[p * channels + c] - mean, 2) / pixels;
            double deviation = Math.Sqrt(square);
            for (int p = 0; p < pixels; p++) scaled[p * channels + c] = deviation > 0 ? (image[p * channels + c] - mean) / deviation : 0;
        }
        return scaled;
    }

    private Span<double> Centre(int k) => centres.AsSpan(k * (channels + 2), channels + 2);

    // In pixels from the corner; a pixel's own place is its centre.
    private void Place(int k, double top, double left)
    {
        Span<double> centre = Centre(k);
        colors.AsSpan(((int)top * width + (int)left) * channels, channels).CopyTo(centre);
        (centre[channels], centre[channels + 1]) = (top - 0.5, left - 0.5);
    }

    private void Assign()
    {
        var nearest = new double[labels.Length];
        Array.Fill(nearest, double.PositiveInfinity);
        double reach = Math.Max(2 * spacing, 2 * Math.Max((double)height / rows, (double)width / columns));
        for (int k = 0; k < rows * columns; k++)
        {
            Span<double> centre = Centre(k);
            double y = centre[channels], x = centre[channels + 1];
            for (int row = (int)Math.Max(0, y - reach); row <= Math.Min(height - 1, y + reach); row++)
                for (int column = (int)Math.Max(0, x - reach); column <= Math.Min(width - 1, x + reach); column++)
                {
                    double distance = (Math.Pow(row - y, 2) + Math.Pow(column - x, 2)) * compactness * compactness / (spacing * spacing);
                    int p = row * width + column;
                    for (int c = 0; c < channels; c++) distance += Math.Pow(colors[p * channels + c] - centre[c], 2);
                    if (distance < nearest[p]) (nearest[p], labels[p]) = (distance, k);
                }
        }
    }

    private void Move()
    {
        var sums = new double[centres.Length];
        var counts = new int[rows * columns];
        for (int p = 0; p < labels.Length; p++)
        {
            Span<double> sum = sums.AsSpan(labels[p] * (channels + 2), channels + 2);
            for (int c = 0; c < channels; c++) sum[c] += colors[p * channels + c];
            sum[channels] += p / width;
            sum[channels + 1] += p % width;
            counts[labels[p]]++;
        }
        for (int k = 0; k < counts.Length; k++)
            if (counts[k] > 0)
                for (int i = 0; i < channels + 2; i++) centres[k * (channels + 2) + i] = sums[k * (channels + 2) + i] / counts[k];
    }

    private Superpixels Connected()
    {
        var made = new int[labels.Length];
        Array.Fill(made, -1);
        int count = 0, least = Math.Max(1, (int)(spacing * spacing / 4));
        var part = new List<int>();
        for (int start = 0; start < made.Length; start++)
        {
            if (made[start] >= 0) continue;
            part.Clear();
            part.Add(start);
            made[start] = count;
            int before = -1;
            for (int i = 0; i < part.Count; i++)
                foreach (int next in Around(part[i]))
                {
                    if (made[next] >= 0 && made[next] != count) before = made[next];
                    if (made[next] >= 0 || labels[next] != labels[start]) continue;
                    made[next] = count;
                    part.Add(next);
                }
            if (part.Count >= least || before < 0) count++;
            else
                foreach (int p in part) made[p] = before;
        }
        return new Superpixels(height, width, made, count);
    }

    private IEnumerable<int> Around(int p)
    {
        if (p >= width) yield return p - width;
        if (p % width > 0) yield return p - 1;
        if (p % width < width - 1) yield return p + 1;
        if (p < labels.Length - width) yield return p + width;
    }
}
