using System.Diagnostics;

namespace Fovea;

/// <summary>Which values exist, which share memory, what border they need, when they live.</summary>
internal sealed partial class Planner
{
    private void MakeValues()
    {
        foreach (Node node in live)
        {
            values[node] = new PlanValue(node.Name, node.Shape);
            string gradient = node.Name + ".grad";
            if (needsGradient.Contains(node)) gradients[node] = new PlanValue(gradient, node.Shape) { IsKept = captured.Contains(gradient) };
        }
    }

    private void ShareMemory()
    {
        // Borders first: a flattened view is possible only where nobody needs a border.
        FindHalos();
        foreach (Node node in live)
        {
            if (node.Inputs.Count == 0 || fed.Contains(node)) continue;
            if (IsFolded(node)) values[node.Inputs[0]].Join(values[node]);
            if (residualNorms.TryGetValue(node, out Node? norm)) values[norm].Join(values[node]);
            if (node.Op is Add) ShareSum(node);
            if (fusedInto.TryGetValue(node, out Node? main))
            {
                Debug.Assert(values[main].CanJoin(values[node]), "an op and its ReLU have one shape and no views between them");
                values[main].Join(values[node]);
            }
            else if (CanShareValue(node)) values[node].Join(values[node.Inputs[0]]);
        }
        foreach (Node node in Enumerable.Reverse(live))
            if (gradients.ContainsKey(node) && !fed.Contains(node)) ShareGradients(node);
    }

    private bool CanShareValue(Node node)
    {
        Node input = node.Inputs[0];
        Sharing sharing = node.Op.Sharing(Options.Training);
        if (sharing == Sharing.None) return false;
        if (sharing == Sharing.View)
            return values[node].CanJoin(values[input]) && (node.Shape != input.Shape || Consumers(input).Count() == 1);
        if (!Options.Optimise || !IsOverwritable(input) || !values[node].CanJoin(values[input])) return false;
        if (!HasBackward || !needsGradient.Contains(node)) return true;
        return (node.Op.BackwardReads & BackwardReads.Inputs) == 0 && !ReadsOwnOutput(input);
    }

    // Nobody but its one consumer reads this value, nor any value whose memory it shares.
    private bool IsOverwritable(Node node)
    {
        if (IsHeld(node) || Consumers(node).Count() != 1) return false;
        // Whatever shares the memory of such a sum was read before the sum was written.
        if (addedIn.ContainsKey(node)) return true;
        Node input = node.Inputs[0];
        return values[node].Root != values[input].Root || IsOverwritable(input);
    }

    // Its memory is read after the run, or holds what no call writes.
    private bool IsHeld(Node node)
        => captured.Contains(node.Name) || node == graph.Input || node == target || node == graph.Output || fed.Contains(node);

    private bool ReadsOwnOutput(Node node)
    {
        if ((node.Op.BackwardReads & BackwardReads.Output) != 0) return true;
        // A view of a value that its producer reads again is as much in use as that value.
        return node.Op.Sharing(Options.Training) != Sharing.None && node.Inputs.Count > 0 && !fed.Contains(node) && ReadsOwnOutput(node.Inputs[0]);
    }

    private void ShareGradients(Node node)
    {
        // A captured gradient may lie in this memory under the name of a view behind this node.
        bool keep = gradients[node].Root.IsKept;
        if (node.Op is Add) ShareAddGradients(node);
        else if (node.Inputs.Count == 1 && gradients.TryGetValue(node.Inputs[0], out PlanValue? input)
                 && Consumers(node.Inputs[0]).Count() == 1 && Options.Optimise)
        {
            PlanValue own = gradients[node];
            Debug.Assert(input.CanJoin(own) || !FoldsMask(node), "a folded mask needs the shared gradient");
            if (!input.CanJoin(own)) return;
            bool view = node.Op.Sharing(Options.Training) == Sharing.View;
            bool folded = FoldsMask(node);
            bool inPlace = node.Op.Sharing(Options.Training) == Sharing.InPlace && !keep;
            if (!view && !folded && !inPlace) return;
            input.Join(own);
            if (view) sharedGradients.Add((node, 0));
        }
    }

    // The gradient of a sum is the gradient of each term. Terms may all use its memory as long as nobody changes it before the
    // last of them has read it: one term may have other consumers (they add to it later), the rest must only be read, and
    // must have been read before those other consumers write.
    private void ShareAddGradients(Node add)
    {
        // The batch norm that is also the sum only reads this gradient, before anybody else.
        Node? norm = NormBackward(add);
        if (norm is not null) gradients[norm].Join(gradients[add]);
        if (!Options.Optimise || !Stretching.IsPlain(add) || gradients[add].Root.IsKept) return;
        if (add.Inputs.Distinct().Count() != add.Inputs.Count) return;
        int writer = -1;
        for (int i = 0; i < add.Inputs.Count; i++)
        {
            Node term = add.Inputs[i];
            if (!gradients.ContainsKey(term) || captured.Contains(term.Name + ".grad")) continue;
            bool last = Consumers(term).All(c => time[c] <= time[add]);
            if (last && Consumers(term).Count() > 1) writer = i;
        }
        int earliestWrite = writer < 0 ? -1
            : Consumers(add.Inputs[writer]).Where(c => c != add).Max(c => time[c]);
        for (int i = 0; i < add.Inputs.Count; i++)
        {
            Node term = add.Inputs[i];
            if (term == norm || !gradients.TryGetValue(term, out PlanValue? gradient) || captured.Contains(term.Name + ".grad")) continue;
            bool onlyRead = Consumers(term).Count() == 1 && term.Op.Sharing(Options.Training) == Sharing.None && term.Op is not Add
                && !fusedInto.ContainsKey(term) && time[term] > earliestWrite;
            if ((i != writer && !onlyRead) || !gradient.CanJoin(gradients[add])) continue;
            gradient.Join(gradients[add]);
            sharedGradients.Add((add, i));
        }
    }

    private void FindHalos()
    {
        foreach (Node node in live)
        {
            if (fed.Contains(node) || node.Inputs.Count == 0) continue;
            Shape[] shapes = [.. node.Inputs.Select(i => i.Shape)];
            for (int i = 0; i < shapes.Length; i++) values[node.Inputs[i]].Need(node.Op.InputHalo(i, shapes));
            if (gradients.TryGetValue(node, out PlanValue? gradient) && (node.Op.WeightsReadGradientHalo || needsGradient.Contains(node.Inputs[0])))
                gradient.Need(node.Op.GradientHalo(shapes));
        }
    }

    private void FindLifetimes()
    {
        int forever = Forever;
        foreach (Node node in live)
        {
            int t = RunTime(node);
            bool isInput = node == graph.Input || fed.Contains(node);
            values[node].Use(isInput ? 0 : fusedInto.TryGetValue(node, out Node? main) ? time[main] : t);
            foreach (Node consumer in Consumers(node)) values[node].Use(RunTime(consumer));
            if (captured.Contains(node.Name) || node == graph.Output || isInput) values[node].Use(forever);
            if (node == target) values[node].Use(ObjectiveTime);
            if (!gradients.TryGetValue(node, out PlanValue? gradient)) continue;

            gradient.Use(BackwardTime(node));
            if (node == target) gradient.Use(ObjectiveTime);
            foreach (Node consumer in Consumers(node))
                if (needsGradient.Contains(consumer)) gradient.Use(BackwardTime(consumer));
            if (captured.Contains(gradient.Name)) gradient.Use(forever);
            if (isInput) continue;
            foreach (Node read in ReadInBackward(node)) BackwardValue(read).Use(BackwardTime(node));
        }
        FindLifetimesAgain();
    }

    private IEnumerable<Node> ReadInBackward(Node node)
    {
        if (node.Inputs.Count == 0 || fed.Contains(node)) return [];
        if (RuleOf(node) is not null) return [.. node.Inputs, node];
        IEnumerable<Node> read = (node.Op.BackwardReads & BackwardReads.Inputs) != 0 ? node.Inputs : [];
        // A convolution leaves the mask of its ReLU to the ReLU.
        bool output = ((node.Op.BackwardReads & BackwardReads.Output) != 0 && !masks.ContainsKey(node))
            || (clamps.ContainsKey(node) && (node.Op.FoldsReluMask || NormBackward(node) is not null));
        return output ? read.Append(node) : read;
    }
}
