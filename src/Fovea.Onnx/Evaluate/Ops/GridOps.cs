namespace Fovea.Onnx;

/// <summary>Values read between the elements, at places that are values themselves.</summary>
internal static class GridOps
{
    private const double CubicA = -0.75;

    /// <summary>N × C × sizes read at N × places × coordinates in −1 … 1, the last axis' coordinate first.</summary>
    public static OnnxTensor[] GridSample(NodeCall call)
    {
        OnnxTensor x = call.Numbers(0), grid = call.Floats(1);
        int axes = x.Rank - 2;
        if (axes < 1 || grid.Rank != x.Rank || grid.Dims[0] != x.Dims[0] || grid.Dims[^1] != axes || x.Dims.Skip(2).Contains(0))
            throw new OnnxNodeException($"a grid of {OnnxTensor.Text(grid.Dims)} for {OnnxTensor.Text(x.Dims)}", "N × C × sizes, and N × places × a coordinate an axis");
        string mode = call.Attributes.Word("mode", call.Opset >= 20 ? "linear" : "bilinear"), padding = call.Attributes.Word("padding_mode", "zeros");
        bool align = call.Attributes.Integer("align_corners", 0) != 0;
        if (mode is not ("bilinear" or "linear" or "nearest" or "bicubic" or "cubic")) throw new OnnxNodeException($"mode '{mode}'", "linear, nearest or cubic");
        if (padding is not ("zeros" or "border" or "reflection")) throw new OnnxNodeException($"padding_mode '{padding}'", "zeros, border or reflection");
        int[] dims = call.Fit(x.Type, [x.Dims[0], x.Dims[1], .. grid.Dims.Skip(1).SkipLast(1).Select(d => (long)d)]), sizes = [.. x.Dims.Skip(2)];
        double[] xs = x.ToDoubles(), places = grid.ToDoubles(), y = new double[Axes.Product(dims)];
        if (y.Length == 0) return [Wide.Narrow(x.Type, dims, y)];
        int each = Axes.Product(dims.Skip(2)), channels = x.Dims[1], size = Axes.Product(sizes);
        for (int n = 0; n < x.Dims[0]; n++)
            for (int p = 0; p < each; p++)
            {
                List<(int At, double Weight)> taps = [(0, 1)];
                for (int a = 0; a < axes; a++)
                {
                    double place = places[(n * each + p) * axes + axes - 1 - a];
                    double at = align ? (place + 1) / 2 * (sizes[a] - 1) : ((place + 1) * sizes[a] - 1) / 2;
                    List<(int At, double Weight)> line = Line(at, sizes[a], mode, padding, align);
                    taps = [.. taps.SelectMany(t => line, (t, l) => (t.At * sizes[a] + l.At, t.Weight * l.Weight))];
                }
                for (int c = 0; c < channels; c++)
                    y[(n * channels + c) * each + p] = taps.Sum(t => xs[(n * channels + c) * size + t.At] * t.Weight);
            }
        return [Wide.Narrow(x.Type, dims, y)];
    }

    /// <summary>Boxes of a feature map, each cut into a grid of bins; a bin is the mean or the largest of its samples.</summary>
    public static OnnxTensor[] RoiAlign(NodeCall call)
    {
        OnnxTensor x = call.Floats(0), boxes = call.Floats(1);
        long[] batches = call.Longs(2);
        if (x.Rank != 4 || boxes.Rank != 2 || boxes.Dims[1] != 4 || batches.Length != boxes.Dims[0] || x.Count == 0)
            throw new OnnxNodeException($"{OnnxTensor.Text(boxes.Dims)} boxes and {batches.Length} batch indices for {OnnxTensor.Text(x.Dims)}", "N × C × H × W, R × 4 boxes, R indices");
        if (batches.Any(b => b < 0 || b >= x.Dims[0])) throw new OnnxNodeException($"batch indices {string.Join(", ", batches.Take(8))}", $"each lies in 0 … {x.Dims[0] - 1}");
        long outH = call.Attributes.Integer("output_height", 1), outW = call.Attributes.Integer("output_width", 1), ratio = call.Attributes.Integer("sampling_ratio", 0);
        int[] dims = call.Fit(x.Type, [boxes.Dims[0], x.Dims[1], outH, outW]);
        double scale = call.Attributes.Number("spatial_scale", 1);
        bool half = call.Opset >= 16 && call.Attributes.Word("coordinate_transformation_mode", "half_pixel") == "half_pixel", largest = call.Attributes.Word("mode", "avg") == "max";
        double[] xs = x.ToDoubles(), corners = boxes.ToDoubles(), y = new double[Axes.Product(dims)];
        int channels = x.Dims[1], height = x.Dims[2], width = x.Dims[3];
        for (int r = 0; r < dims[0]; r++)
        {
            double[] box = [.. corners[(r * 4)..(r * 4 + 4)].Select(v => v * scale - (half ? 0.5 : 0))];
            double roiW = box[2] - box[0], roiH = box[3] - box[1];
            // Before pixels had centres, a box was at least one pixel.
            if (!half) (roiW, roiH) = (Math.Max(roiW, 1), Math.Max(roiH, 1));
            double binH = roiH / outH, binW = roiW / outW, rows = ratio > 0 ? ratio : Math.Ceiling(binH), columns = ratio > 0 ? ratio : Math.Ceiling(binW);
            WorkLimit.Check(rows * columns * outH * outW * channels * 4, $"a box of {rows:0}×{columns:0} samples a bin");
            if (rows * columns > int.MaxValue) throw new OnnxNodeException($"{rows:0}×{columns:0} samples a bin", $"at most {int.MaxValue}");
            for (int i = 0; i < outH * outW; i++)
            {
                double[] sums = [.. Enumerable.Repeat(largest ? double.NegativeInfinity : 0, channels)];
                for (int s = 0; s < rows * columns; s++)
                {
                    double atY = box[1] + (i / (int)outW + (s / (int)columns + 0.5) / rows) * binH, atX = box[0] + (i % (int)outW + (s % (int)columns + 0.5) / columns) * binW;
                    (int At, double Weight)[] taps = Bilinear(atY, atX, height, width);
                    for (int c = 0; c < channels; c++)
                    {
                        int plane = ((int)batches[r] * channels + c) * height * width;
                        if (largest) sums[c] = Math.Max(sums[c], taps.Max(t => xs[plane + t.At] * t.Weight));
                        else sums[c] += taps.Sum(t => xs[plane + t.At] * t.Weight);
                    }
                }
                for (int c = 0; c < channels; c++)
                    y[(r * channels + c) * (int)(outH * outW) + i] = largest ? (rows * columns > 0 ? sums[c] : 0) : sums[c] / Math.Max(1, rows * columns);
            }
        }
        return [Wide.Narrow(x.Type, dims, y)];
    }

    private static List<(int At, double Weight)> Line(double at, int length, string mode, string padding, bool align)
    {
        List<(int, double)> taps = [];
        void Add(double index, double weight)
        {
            if (padding == "zeros" && !(index >= 0 && index < length)) return;
            taps.Add(((int)Inside(index, length, padding, align), weight));
        }
        if (!double.IsFinite(at)) at = -1e9;
        bool cubic = mode is "bicubic" or "cubic";
        if (!cubic) at = Inside(at, length, padding, align);
        double below = Math.Floor(at), rest = at - below;
        if (mode == "nearest") Add(Math.Round(at), 1);
        else if (!cubic)
        {
            Add(below, 1 - rest);
            Add(below + 1, rest);
        }
        else
        {
            for (int k = -1; k <= 2; k++)
            {
                double d = Math.Abs(k - rest);
                Add(below + k, d <= 1 ? ((CubicA + 2) * d - (CubicA + 3)) * d * d + 1 : ((CubicA * d - 5 * CubicA) * d + 8 * CubicA) * d - 4 * CubicA);
            }
        }
        return taps;
    }

    // A place beyond the axis, brought back as the padding says; zeros leave it where it is.
    private static double Inside(double at, int length, string padding, bool align)
    {
        if (padding == "zeros") return at;
        if (padding == "reflection")
        {
            double least = align ? 0 : -0.5, most = align ? length - 1 : length - 0.5, span = most - least;
            if (span == 0) return 0;
            double away = Math.Abs(at - least) % (2 * span);
            at = least + (away <= span ? away : 2 * span - away);
        }
        return Math.Clamp(at, 0, length - 1);
    }

    private static (int At, double Weight)[] Bilinear(double y, double x, int height, int width)
    {
        if (!(y >= -1 && y <= height && x >= -1 && x <= width)) return [(0, 0)];
        (int top, int bottom, double down) = Pair(y, height);
        (int left, int right, double along) = Pair(x, width);
        return [(top * width + left, (1 - down) * (1 - along)), (top * width + right, (1 - down) * along), (bottom * width + left, down * (1 - along)), (bottom * width + right, down * along)];
    }

    private static (int Low, int High, double Between) Pair(double at, int length)
    {
        double inside = Math.Max(at, 0);
        int low = (int)inside;
        return low >= length - 1 ? (length - 1, length - 1, 0) : (low, low + 1, inside - low);
    }
}
