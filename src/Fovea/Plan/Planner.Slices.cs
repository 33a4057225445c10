namespace Fovea;

/// <summary>Inference: convolutions write their channels of a concatenation where these belong, and the concatenation has nothing left to copy.</summary>
internal sealed partial class Planner
{
    private void WriteSlices()
    {
        if (!Options.Optimise || Options.Training || HasBackward) return;
        foreach (Node concat in live)
        {
            if (concat.Op is not Concat { Axis: Axis.Channels } || !concat.Shape.IsImage || fed.Contains(concat)) continue;
            int channel = 0;
            foreach (Node input in concat.Inputs)
            {
                if (CanBeSlice(concat, input)) values[input].BecomeSlice(values[concat], channel);
                channel += input.Shape.Channels;
            }
        }
    }

    // Nobody but the concatenation reads it, and its memory is that of one convolution with what runs in its last step.
    private bool CanBeSlice(Node concat, Node input)
    {
        Node main = RunsIn(input);
        PlanValue root = values[input].Root;
        return main.Op.WritesSlices && !fed.Contains(main) && !AddsToOutput(main) && !addedIn.ContainsKey(input)
            && Consumers(input).Count() == 1 && concat.Inputs.Count(i => i == input) == 1
            && !IsHeld(input) && root.Halo.IsEmpty && live.All(n => values[n].Root != root || RunsIn(n) == main);
    }

    /// <summary>True when that input already lies in the output's memory.</summary>
    public bool IsSlice(Node node, int input) => values[node.Inputs[input]].Root.Host == values[node];
}
