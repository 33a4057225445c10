using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Activations over maps: one loop over the element functions of <see cref="IActivationMap"/>.</summary>
public static unsafe class Activation
{
    /// <summary>y = f(x); x and y may be the same memory.</summary>
    public static void Forward(in Step step, ActivationFunction f, in Maps x, in Maps y)
    {
        switch (f.Kind)
        {
            case ActivationKind.Relu: Forward(step, default(ReluMap), x, y); break;
            case ActivationKind.LeakyRelu: Forward(step, new LeakyReluMap(f.Alpha), x, y); break;
            case ActivationKind.Relu6: Forward(step, default(Relu6Map), x, y); break;
            case ActivationKind.Elu: Forward(step, new EluMap(1, f.Alpha, true), x, y); break;
            case ActivationKind.Selu: Forward(step, Selu, x, y); break;
            case ActivationKind.Gelu: Forward(step, default(GeluMap), x, y); break;
            case ActivationKind.Silu: Forward(step, default(SiluMap), x, y); break;
            case ActivationKind.HardSwish: Forward(step, default(HardSwishMap), x, y); break;
            case ActivationKind.HardSigmoid: Forward(step, default(HardSigmoidMap), x, y); break;
            case ActivationKind.Softplus: Forward(step, default(SoftplusMap), x, y); break;
            case ActivationKind.Sigmoid: Forward(step, default(SigmoidMap), x, y); break;
            case ActivationKind.Tanh: Forward(step, default(TanhMap), x, y); break;
            case ActivationKind.Exp: Forward(step, default(ExpMap), x, y); break;
            case ActivationKind.Log: Forward(step, default(LogMap), x, y); break;
            case ActivationKind.Sqrt: Forward(step, default(SqrtMap), x, y); break;
            case ActivationKind.Abs: Forward(step, default(AbsMap), x, y); break;
            case ActivationKind.Negate: Forward(step, default(NegateMap), x, y); break;
            case ActivationKind.Reciprocal: Forward(step, default(ReciprocalMap), x, y); break;
            case ActivationKind.Softsign: Forward(step, default(SoftsignMap), x, y); break;
            case ActivationKind.Mish: Forward(step, default(MishMap), x, y); break;
            case ActivationKind.Erf: Forward(step, default(ErfMap), x, y); break;
            case ActivationKind.Sin: Forward(step, default(SinMap), x, y); break;
            case ActivationKind.Cos: Forward(step, default(CosMap), x, y); break;
            case ActivationKind.Floor: Forward(step, default(FloorMap), x, y); break;
            case ActivationKind.Ceiling: Forward(step, default(CeilingMap), x, y); break;
            case ActivationKind.Round: Forward(step, default(RoundMap), x, y); break;
            case ActivationKind.Sign: Forward(step, default(SignMap), x, y); break;
            case ActivationKind.TanhGelu: Forward(step, default(TanhGeluMap), x, y); break;
            case ActivationKind.Celu: Forward(step, new CeluMap(f.Alpha), x, y); break;
            case ActivationKind.ThresholdedRelu: Forward(step, new ThresholdedReluMap(f.Alpha), x, y); break;
            case ActivationKind.Raise: Forward(step, new RaiseMap(f.Alpha), x, y); break;
            case ActivationKind.Clip: Forward(step, new ClipMap(f.Alpha, f.Beta), x, y); break;
            default: throw new ArgumentOutOfRangeException(nameof(f), f.Kind, "unknown activation");
        }
    }

    /// <summary>
    /// dx = f′·dy, or dx += f′·dy. <paramref name="saved"/> is the output when <see cref="ActivationFunction.BackwardReadsOutput"/>,
    /// otherwise the input; dx and dy may be the same memory unless the gradient is accumulated.
    /// </summary>
    public static void Backward(in Step step, ActivationFunction f, in Maps saved, in Maps dy, in Maps dx, bool accumulate = false,
        ReluRule rule = ReluRule.Standard)
    {
        switch (f.Kind)
        {
            case ActivationKind.Relu when rule == ReluRule.Guided: Backward(step, default(GuidedReluMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Relu when rule == ReluRule.Deconvnet: Backward(step, default(DeconvnetReluMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Relu: Backward(step, default(ReluMap), saved, dy, dx, accumulate); break;
            case ActivationKind.LeakyRelu: Backward(step, new LeakyReluMap(f.Alpha), saved, dy, dx, accumulate); break;
            case ActivationKind.Relu6: Backward(step, default(Relu6Map), saved, dy, dx, accumulate); break;
            case ActivationKind.Elu: Backward(step, new EluMap(1, f.Alpha, f.BackwardReadsOutput), saved, dy, dx, accumulate); break;
            case ActivationKind.Selu: Backward(step, Selu, saved, dy, dx, accumulate); break;
            case ActivationKind.Gelu: Backward(step, default(GeluMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Silu: Backward(step, default(SiluMap), saved, dy, dx, accumulate); break;
            case ActivationKind.HardSwish: Backward(step, default(HardSwishMap), saved, dy, dx, accumulate); break;
            case ActivationKind.HardSigmoid: Backward(step, default(HardSigmoidMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Softplus: Backward(step, default(SoftplusMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Sigmoid: Backward(step, default(SigmoidMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Tanh: Backward(step, default(TanhMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Exp: Backward(step, default(ExpMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Log: Backward(step, default(LogMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Sqrt: Backward(step, default(SqrtMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Abs: Backward(step, default(AbsMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Negate: Backward(step, default(NegateMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Reciprocal: Backward(step, default(ReciprocalMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Softsign: Backward(step, default(SoftsignMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Mish: Backward(step, default(MishMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Erf: Backward(step, default(ErfMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Sin: Backward(step, default(SinMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Cos: Backward(step, default(CosMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Floor: Backward(step, default(FloorMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Ceiling: Backward(step, default(CeilingMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Round: Backward(step, default(RoundMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Sign: Backward(step, default(SignMap), saved, dy, dx, accumulate); break;
            case ActivationKind.TanhGelu: Backward(step, default(TanhGeluMap), saved, dy, dx, accumulate); break;
            case ActivationKind.Celu: Backward(step, new CeluMap(f.Alpha), saved, dy, dx, accumulate); break;
            case ActivationKind.ThresholdedRelu: Backward(step, new ThresholdedReluMap(f.Alpha), saved, dy, dx, accumulate); break;
            case ActivationKind.Raise: Backward(step, new RaiseMap(f.Alpha), saved, dy, dx, accumulate); break;
            case ActivationKind.Clip: Backward(step, new ClipMap(f.Alpha, f.Beta), saved, dy, dx, accumulate); break;
            default: throw new ArgumentOutOfRangeException(nameof(f), f.Kind, "unknown activation");
        }
    }

    private static EluMap Selu => new(ActivationFunction.SeluScale, ActivationFunction.SeluAlpha, true);

    private static void Forward<TMap>(in Step step, TMap map, in Maps x, in Maps y) where TMap : struct, IActivationMap
    {
        var runs = new Runs(step, y, x.IsDense && y.IsDense);
        for (int run = runs.First; run < runs.End; run++)
        {
            float* px = runs.Start(x, run), py = runs.Start(y, run);
            nint length = (nint)runs.Length, i = 0;
            for (; i <= length - Lanes.Width; i += Lanes.Width) map.Value(Vector256.Load(px + i)).Store(py + i);
            int rest = (int)(length - i);
            if (rest > 0) Lanes.Store(py + i, map.Value(Lanes.Load(px + i, rest)), rest);
        }
    }

    private static void Backward<TMap>(in Step step, TMap map, in Maps saved, in Maps dy, in Maps dx, bool accumulate)
        where TMap : struct, IActivationMap
    {
        var runs = new Runs(step, dx, saved.IsDense && dy.IsDense && dx.IsDense);
        for (int run = runs.First; run < runs.End; run++)
        {
            float* ps = runs.Start(saved, run), pg = runs.Start(dy, run), pd = runs.Start(dx, run);
            nint length = (nint)runs.Length, i = 0;
            if (accumulate)
            {
                for (; i <= length - Lanes.Width; i += Lanes.Width)
                    (Vector256.Load(pd + i) + map.Gradient(Vector256.Load(ps + i), Vector256.Load(pg + i))).Store(pd + i);
            }
            else
            {
                for (; i <= length - Lanes.Width; i += Lanes.Width)
                    map.Gradient(Vector256.Load(ps + i), Vector256.Load(pg + i)).Store(pd + i);
            }
            int rest = (int)(length - i);
            if (rest == 0) continue;
            Vector256<float> gradient = map.Gradient(Lanes.Load(ps + i, rest), Lanes.Load(pg + i, rest));
            Lanes.Store(pd + i, accumulate ? Lanes.Load(pd + i, rest) + gradient : gradient, rest);
        }
    }
}

/// <summary>y = f(x), in place when both are the same memory.</summary>
public sealed class ActivationForward(string name, ActivationFunction f, Maps x, Maps y) : Call(name, Work.Over(x, y))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => Activation.Forward(step, f, x, y);
}

/// <summary>dx = f′·dy or dx += f′·dy; <c>saved</c> is the output or the input, as the function says.</summary>
public sealed class ActivationBackward(string name, ActivationFunction f, Maps saved, Maps dy, Maps dx, bool accumulate = false,
    ReluRule rule = ReluRule.Standard) : Call(name, Work.Over(saved, dy, dx, accumulate ? dx : default))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => Activation.Backward(step, f, saved, dy, dx, accumulate, rule);
}
