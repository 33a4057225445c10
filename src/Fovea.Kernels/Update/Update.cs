using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>One sweep over parameters, gradients and optimiser state; the same bits for any split.</summary>
internal static unsafe class Update
{
    public static void Run<TRule>(in Step step, TRule rule, UpdateRange[] ranges, float* w, float* g, float* first, float* second, float* control)
        where TRule : struct, IUpdateRule<TRule>
    {
        float rate = control[UpdateControl.LearningRate], scale = control[UpdateControl.GradientScale];
        foreach (UpdateRange range in ranges)
        {
            if (range.RateFactor == 0) continue;
            TRule now = rule.At(rate * range.RateFactor, range.WeightDecay, control[UpdateControl.UpdateNumber]);
            (int a, int b) = step.Share(checked((int)((range.End - range.Start + 15) / 16)));
            long from = range.Start + 16L * a, to = Math.Min(range.End, range.Start + 16L * b);
            if (second is not null) Sweep<TRule, Two>(now, w, g, first, second, scale, from, to);
            else if (first is not null) Sweep<TRule, One>(now, w, g, first, second, scale, from, to);
            else Sweep<TRule, None>(now, w, g, first, second, scale, from, to);
        }
    }

    private static void Sweep<TRule, TStates>(TRule rule, float* w, float* g, float* first, float* second, float scale, long from, long to)
        where TRule : struct, IUpdateRule<TRule> where TStates : struct, IStates
    {
        long i = from;
        Vector256<float> none = default;
        for (; i <= to - Lanes.Width; i += Lanes.Width)
        {
            Vector256<float> a = TStates.Count > 0 ? Vector256.Load(first + i) : none, b = TStates.Count > 1 ? Vector256.Load(second + i) : none;
            rule.Apply(Vector256.Load(w + i), Vector256.Load(g + i) * scale, ref a, ref b).Store(w + i);
            if (TStates.Count > 0) a.Store(first + i);
            if (TStates.Count > 1) b.Store(second + i);
        }
        int rest = (int)(to - i);
        if (rest <= 0) return;
        Vector256<float> c = TStates.Count > 0 ? Lanes.Load(first + i, rest) : none, d = TStates.Count > 1 ? Lanes.Load(second + i, rest) : none;
        Lanes.Store(w + i, rule.Apply(Lanes.Load(w + i, rest), Lanes.Load(g + i, rest) * scale, ref c, ref d), rest);
        if (TStates.Count > 0) Lanes.Store(first + i, c, rest);
        if (TStates.Count > 1) Lanes.Store(second + i, d, rest);
    }

    private interface IStates
    {
        static abstract int Count { get; }
    }

    private readonly struct None : IStates
    {
        public static int Count => 0;
    }

    private readonly struct One : IStates
    {
        public static int Count => 1;
    }

    private readonly struct Two : IStates
    {
        public static int Count => 2;
    }
}

/// <summary>Stochastic gradient descent with momentum, Nesterov momentum and weight decay, as PyTorch's.</summary>
/// <remarks>The velocity begins as zeros; without momentum it may be missing. Control: see <see cref="UpdateControl"/>.</remarks>
public sealed unsafe class SgdUpdate(string name, FloatBlock weights, FloatBlock gradients, FloatBlock velocity, FloatBlock control,
    UpdateRange[] ranges, float momentum = 0, float dampening = 0, bool nesterov = false)
    : Call(name, Work.Floats(3 * weights.Length + 2 * velocity.Length))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => Update.Run(step, new SgdRule(momentum, dampening, nesterov), ranges, weights.Pointer,
        gradients.Pointer, momentum == 0 ? null : velocity.Pointer, null, control.Pointer);
}

/// <summary>Adam; with <c>decoupled</c> AdamW. Both moments begin as zeros.</summary>
public sealed unsafe class AdamUpdate(string name, FloatBlock weights, FloatBlock gradients, FloatBlock firstMoment, FloatBlock secondMoment,
    FloatBlock control, UpdateRange[] ranges, double beta1 = 0.9, double beta2 = 0.999, float epsilon = 1e-8f, bool decoupled = false)
    : Call(name, Work.Floats(3 * weights.Length + 2 * firstMoment.Length + 2 * secondMoment.Length))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => Update.Run(step, new AdamRule(beta1, beta2, epsilon, decoupled), ranges, weights.Pointer,
        gradients.Pointer, firstMoment.Pointer, secondMoment.Pointer, control.Pointer);
}

/// <summary>RMSprop, as PyTorch's without centring. Without momentum the velocity may be missing.</summary>
public sealed unsafe class RmsPropUpdate(string name, FloatBlock weights, FloatBlock gradients, FloatBlock squares, FloatBlock velocity,
    FloatBlock control, UpdateRange[] ranges, double alpha = 0.99, float epsilon = 1e-8f, float momentum = 0)
    : Call(name, Work.Floats(3 * weights.Length + 2 * squares.Length + 2 * velocity.Length))
{
    /// <inheritdoc/>
    public override void Run(in Step step) => Update.Run(step, new RmsPropRule(alpha, epsilon, momentum), ranges, weights.Pointer,
        gradients.Pointer, squares.Pointer, momentum == 0 ? null : velocity.Pointer, control.Pointer);
}

/// <summary>average += (1 − decay)·(weights − average): an exponential moving average of the weights.</summary>
public sealed unsafe class AverageUpdate(string name, FloatBlock weights, FloatBlock average, float decay) : Call(name, Work.Floats(3 * weights.Length))
{
    /// <inheritdoc/>
    public override void Run(in Step step)
    {
        (int a, int b) = step.Share(checked((int)((weights.Length + 15) / 16)));
        long to = Math.Min(weights.Length, 16L * b);
        Vector256<float> share = Vector256.Create(1 - decay);
        for (long i = 16L * a; i < to; i += Lanes.Width)
        {
            int lanes = (int)Math.Min(Lanes.Width, to - i);
            Vector256<float> old = Lanes.Load(average.Pointer + i, lanes);
            Lanes.Store(average.Pointer + i, VectorMath.Fma(share, Lanes.Load(weights.Pointer + i, lanes) - old, old), lanes);
        }
    }
}
