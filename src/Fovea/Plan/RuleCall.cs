using Fovea.Kernels;

namespace Fovea;

/// <summary>A backward rule in the plan's list: copies the values out of the plan's memory, asks the rule, adds what it says to the inputs' gradients.</summary>
internal sealed class RuleCall(string name, BackwardRule rule, Node node, Model model, int threads, Maps[] inputs, Maps output, Maps outputGradient, Maps[] inputGradients, bool[] accumulate)
    : Call(name)
{
    public override int MostParts(int batch) => 1;

    public override void Run(in Step step)
    {
        if (step.Part != 0) return;
        int batch = step.Batch;
        float[][] gradients = [.. inputGradients.Select((m, i) => m.Exists ? new float[checked(batch * (int)node.Inputs[i].Shape.Count)] : [])];
        rule.Propagate(new RuleStage
        {
            Node = node,
            Graph = model.Graph,
            Parameters = model.Parameters,
            Batch = batch,
            Threads = threads,
            Inputs = [.. inputs.Select(m => Dense(m, batch))],
            Output = Dense(output, batch),
            OutputGradient = Dense(outputGradient, batch),
            InputGradients = gradients,
        });
        for (int i = 0; i < gradients.Length; i++)
            if (inputGradients[i].Exists) Write(gradients[i], inputGradients[i], batch, accumulate[i]);
    }

    private static float[] Dense(Maps maps, int batch)
    {
        int row = maps.W * maps.C, position = 0;
        var values = new float[batch * maps.PixelFloats];
        for (int n = 0; n < batch; n++)
            for (int h = 0; h < maps.H; h++, position += row) maps.RowSpan(n, h).CopyTo(values.AsSpan(position));
        return values;
    }

    private static void Write(float[] values, Maps maps, int batch, bool add)
    {
        int row = maps.W * maps.C, position = 0;
        for (int n = 0; n < batch; n++)
            for (int h = 0; h < maps.H; h++, position += row)
            {
                Span<float> to = maps.RowSpan(n, h);
                for (int i = 0; i < row; i++) to[i] = add ? to[i] + values[position + i] : values[position + i];
            }
    }
}
