namespace Fovea.Kernels.Tests.Elementwise;

public sealed class AllocationTests
{
    [Fact]
    public void Calls_allocate_nothing()
    {
        const int n = 2, h = 6, w = 6, c = 13;
        using var x = new MapsBox(n, h, w, c, default, Check.Random(1, n * h * w * c));
        using var y = new MapsBox(n, h, w, c, new Halo(1, 1, 1, 1));
        using var dx = new MapsBox(n, h, w, c);
        using var wide = new MapsBox(n, h, w, 2 * c);
        using var half = new MapsBox(n, 3, 3, c);
        using var halfGradient = new MapsBox(n, 3, 3, c);
        using var one = new MapsBox(n, 1, 1, c);
        using var oneGradient = new MapsBox(n, 1, 1, c);
        using var labels = new BlockBox(n);
        using var values = new BlockBox(1000);
        using var control = new BlockBox(UpdateControl.Length);
        using var scratch = new BlockBox(BatchNorm.ScratchFloats(x) + LayerNorm.ScratchFloats(x) + ColumnSums.ScratchFloats(x) + 1000);
        using var saved = new BlockBox(BatchNorm.SavedFloats(c) + LayerNorm.SavedFloats(x));
        FloatBlock p = values.Block;
        var parameters = new BatchNormParameters(p.Slice(0, c), p.Slice(100, c), p.Slice(200, c), p.Slice(300, c));
        var window = new PoolGeometry(h, w, c, 2, 2, 2, 2);
        var overlapping = new PoolGeometry(h, w, c, 3, 3, 2, 2, 1, 1, 1, 1);
        var dilated = new PoolGeometry(h, w, c, 2, 2, 1, 1, DilationH: 2, DilationW: 2);
        var response = new ResponseWindow(5, 1, 0.6f, 1);
        InterpolationTable larger = InterpolationTable.Of(new ResizeAxis(3, 6, 2, ResizeKind.Linear, default, default, 0));
        using var small = new MapsBox(n, 4, 4, c);
        using var repeated = new BlockBox(RepeatChannels.Floats(c));
        using var groupScratch = new BlockBox(GroupNorm.ScratchFloats(x));
        using var groupSaved = new BlockBox(GroupNorm.SavedFloats(x, 1));
        UpdateRange[] ranges = [new(0, 200)];
        var heads = new AttentionGeometry(1, h, h, c);
        using MapsBox tokens = new(n, h, 1, c), square = new(n, h, c, c);
        using var large = new BlockBox(AttentionBackward.ScratchFloats(heads) + MatMulCall.ScratchFloats(c, c));
        using var logs = new BlockBox(n * h);
        var unshared = new ConvGeometry(h, w, c, c, 1, 1);
        using var weights = new BlockBox((int)unshared.Macs);
        var gradient = new AttentionBackward.Gradient(tokens, true);
        Call[] calls =
        [
            new BinaryForward("c", BinaryKind.Multiply, x, one, y), new BinaryBackward("c", BinaryKind.Multiply, true, x, one, y, oneGradient), new ReduceForward("c", ReduceKind.Max, x, one),
            new ReduceBackward("c", ReduceKind.Max, x, one, oneGradient, dx), new ScaleForward("c", x, y, p.Slice(0, c), p.Slice(100, c)), new ImageSums("c", x, p.Slice(0, h * w * c)),
            Rearrange.Transpose("c", x, dx, (1, 0, 2)), Rearrange.Slice("c", x, one, new(2, 1), new(3, 1), default), new ReshapeCopy("c", x, dx),
            new MatMulCall("c", x, true, x, false, square, large, 1),
            new AttentionForward("c", heads, tokens, tokens, tokens, tokens, logs, large, 1), new AttentionBackward("c", heads, tokens, tokens, tokens, tokens, tokens, logs, gradient, gradient, gradient, large, 1),
            new SumForward("c", [x, y], dx, Clamp.Relu6), new CopyCall("c", x, y, 2, true), new FillMaps("c", y), new ZeroHalo("c", dx),
            new FillBlock("c", p.Slice(500, 100)), new ConcatForward("c", [x, dx], wide), new PadChannelsForward("c", x, wide, 1), new ConcatBackward("c", wide, c, dx),
            new PadForward("c", half, dx, 1, 1), new PadBackward("c", dx, half, 1, 1), new DropoutCall("c", x, dx, 0.5f, 1),
            new MaxPoolForward("c", window, x, half), new MaxPoolBackward("c", window, x, half, halfGradient, dx),
            new MaxPoolForward("c", overlapping, x, half), new MaxPoolBackward("c", overlapping, x, half, halfGradient, dx),
            new MaxPoolForward("c", dilated, x, small), new MaxPoolBackward("c", dilated, x, small, small, dx),
            new RepeatChannels("c", c, p.Slice(0, c), repeated), new PReluForward("c", x, dx, repeated), new PReluBackward("c", x, y, dx, repeated),
            new PReluSlopeSums("c", x, y, scratch), new PReluSlopeTotal("c", x, scratch, p.Slice(400, c)),
            new GroupNormSums("c", x, groupScratch), new GroupNormFinish("c", x, 1, p.Slice(0, c), p.Slice(100, c), groupSaved, groupScratch, 1e-5f),
            new GroupNormApply("c", x, dx, 1, groupSaved, Clamp.Relu), new GroupNormBackwardSums("c", x, y, groupScratch),
            new GroupNormParameterGradients("c", x, 1, p.Slice(400, c), p.Slice(450, c), groupSaved, groupScratch),
            new GroupNormBackwardFinish("c", x, 1, p.Slice(0, c), groupSaved, groupScratch), new GroupNormBackwardApply("c", x, y, dx, 1, groupSaved, groupScratch),
            new LocalResponseNormForward("c", response, x, dx, scratch, 2), new LocalResponseNormBackward("c", response, x, y, dx, scratch, 2),
            new LocalForward("c", unshared, x, y, weights, default, large, 1), new LocalInputGradient("c", unshared, y, dx, weights, large, 1),
            new LocalWeightGradient("c", unshared, x, y, weights, large, 1),
            new ConvTransposeEnd("c", y, repeated, Clamp.Relu6), new ResizeCall("c", larger, larger, half, dx, scratch, 2),
            new ResizeCall("c", larger.Transposed(), larger.Transposed(), dx, half, scratch, 2, true),
            new AveragePoolForward("c", overlapping, x, half), new AveragePoolBackward("c", overlapping, halfGradient, dx),
            new GlobalAverageForward("c", x, one), new GlobalAverageBackward("c", oneGradient, dx), new GlobalMaxForward("c", x, one),
            new GlobalMaxBackward("c", x, one, oneGradient, dx),
            new BatchNormSums("c", x, scratch), new BatchNormFinish("c", x, parameters, saved, scratch), new BatchNormFold("c", c, parameters, saved),
            new BatchNormApply("c", x, dx, saved, y, true), new BatchNormBackwardSums("c", dx, x, y, BatchNormMask.FromOutput, saved, scratch),
            new BatchNormBackwardFinish("c", x, parameters, p.Slice(400, c), p.Slice(450, c), saved, scratch),
            new BatchNormBackwardApply("c", dx, x, y, BatchNormMask.FromOutput, dx, saved, scratch),
            new LayerNormForward("c", x, dx, p.Slice(0, c), p.Slice(100, c), saved), new LayerNormBackwardSums("c", x, dx, saved, scratch),
            new LayerNormBackwardFinish("c", x, p.Slice(400, c), p.Slice(450, c), scratch),
            new LayerNormBackwardApply("c", x, dx, dx, p.Slice(0, c), saved),
            new SoftmaxForward("c", x, dx), new SoftmaxBackward("c", dx, x, dx), new CrossEntropyCall("c", one, labels, p.Slice(600, n), oneGradient, 0.1f),
            new CrossEntropyMean("c", c, labels, p.Slice(600, n), p.Slice(700, 1)), new MeanSquaredErrorCall("c", x, y, p.Slice(600, n), dx),
            new BlockMean("c", p.Slice(600, n), p.Slice(700, 1)), new ColumnSumsPartial("c", x, scratch), new ColumnSumsTotal("c", x, scratch, p.Slice(400, c)),
            new SumOfSquares("c", p, scratch), new ClipFactor("c", p.Length, scratch, control, 1),
            new SgdUpdate("c", p.Slice(0, 200), p.Slice(200, 200), p.Slice(400, 200), control, ranges, 0.9f),
            new AdamUpdate("c", p.Slice(0, 200), p.Slice(200, 200), p.Slice(400, 200), p.Slice(600, 200), control, ranges),
            new RmsPropUpdate("c", p.Slice(0, 200), p.Slice(200, 200), p.Slice(400, 200), default, control, ranges),
            new AverageUpdate("c", p.Slice(0, 200), p.Slice(200, 200), 0.9f),
            .. Enum.GetValues<ActivationKind>().SelectMany(k => new Call[] { new ActivationForward("c", new(k, 0.1f), x, dx), new ActivationBackward("c", new(k, 0.1f), x, y, dx, true) }),
        ];
        var step = new Step(0, 2, n, 1, 1);
        foreach (Call call in calls) call.Run(step);
        foreach (Call call in calls)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            call.Run(step);
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(bytes == 0, $"{call.GetType().Name} allocates {bytes} bytes");
        }
    }
}
