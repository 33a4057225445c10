namespace Fovea.Onnx;

/// <summary>Boxes of a detector.</summary>
internal static class BoxOps
{
    /// <summary>
    /// Boxes in the order of their scores, without those that overlap one already chosen by more than a threshold; for each batch and
    /// class on its own. Gives rows of batch, class, box.
    /// </summary>
    public static OnnxTensor[] NonMaxSuppression(NodeCall call)
    {
        OnnxTensor boxes = call.Floats(0), scores = call.Floats(1);
        if (boxes.Rank != 3 || scores.Rank != 3 || boxes.Dims[2] != 4 || boxes.Dims[0] != scores.Dims[0] || boxes.Dims[1] != scores.Dims[2])
            throw new OnnxNodeException($"boxes of {OnnxTensor.Text(boxes.Dims)} and scores of {OnnxTensor.Text(scores.Dims)}", "boxes are batch × boxes × 4, scores batch × classes × boxes");
        double most = call.Has(2) ? call.Number(2) : 0, overlap = call.Has(3) ? call.Number(3) : 0, least = call.Has(4) ? call.Number(4) : double.NegativeInfinity;
        if (!(overlap is >= 0 and <= 1)) throw new OnnxNodeException($"iou_threshold {overlap}", "a threshold lies in 0 … 1");
        bool centred = call.Attributes.Integer("center_point_box", 0) != 0;
        int count = boxes.Dims[1], classes = scores.Dims[1];
        double[] corners = boxes.ToDoubles(), values = scores.ToDoubles();
        Box[] all = [.. Enumerable.Range(0, boxes.Dims[0] * count).Select(i => Box.Of(corners.AsSpan(i * 4, 4), centred))];
        List<long> chosen = [];
        for (int n = 0; n < boxes.Dims[0]; n++)
            for (int c = 0; c < classes && count > 0; c++)
            {
                List<int> kept = [];
                foreach (int b in Enumerable.Range(0, count).Where(b => values[(n * classes + c) * count + b] > least).OrderByDescending(b => values[(n * classes + c) * count + b]))
                {
                    if (kept.Count >= most) break;
                    if (kept.Any(k => all[n * count + k].Overlap(all[n * count + b]) > overlap)) continue;
                    kept.Add(b);
                    chosen.AddRange([n, c, b]);
                }
            }
        return [OnnxTensor.Of([chosen.Count / 3, 3], chosen.ToArray())];
    }

    private readonly record struct Box(double Top, double Left, double Bottom, double Right)
    {
        public static Box Of(ReadOnlySpan<double> v, bool centred)
            => centred ? new Box(v[1] - v[3] / 2, v[0] - v[2] / 2, v[1] + v[3] / 2, v[0] + v[2] / 2)
                : new Box(Math.Min(v[0], v[2]), Math.Min(v[1], v[3]), Math.Max(v[0], v[2]), Math.Max(v[1], v[3]));

        private double Area => (Bottom - Top) * (Right - Left);

        // Intersection over union; boxes without area overlap nothing.
        public double Overlap(Box other)
        {
            double height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top), width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
            if (height <= 0 || width <= 0 || Area <= 0 || other.Area <= 0) return 0;
            return height * width / (Area + other.Area - height * width);
        }
    }
}
