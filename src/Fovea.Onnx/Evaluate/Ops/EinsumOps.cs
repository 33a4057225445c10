using System.Numerics;

namespace Fovea.Onnx;

/// <summary>Sums of products by a formula of letters: <c>bij,bjk->bik</c>.</summary>
internal static class EinsumOps
{
    public static OnnxTensor[] Einsum(NodeCall call)
    {
        OnnxTensor[] inputs = [.. Enumerable.Range(0, Math.Max(1, call.Inputs.Count)).Select(call.Numbers)];
        for (int i = 0; i < inputs.Length; i++) call.SameType(0, i);
        string equation = call.Attributes.Word("equation", "").Replace(" ", "", StringComparison.Ordinal);
        string[] sides = equation.Split("->"), terms = sides[0].Split(',');
        if (sides.Length > 2 || terms.Length != inputs.Length) throw Wrong(equation, $"one term for each of {inputs.Length} inputs, and at most one ->");
        int dots = terms.Zip(inputs, (t, x) => t.Contains("...", StringComparison.Ordinal) ? x.Rank - (t.Length - 3) : 0).Max();
        int[][] letters = [.. terms.Zip(inputs, (t, x) => Letters(t, t.Contains("...", StringComparison.Ordinal) ? x.Rank - (t.Length - 3) : 0, dots, equation))];
        var sizes = new Dictionary<int, int>();
        for (int i = 0; i < inputs.Length; i++)
        {
            if (letters[i].Length != inputs[i].Rank) throw Wrong(equation, $"a letter for every axis of {OnnxTensor.Text(inputs[i].Dims)}");
            for (int a = 0; a < letters[i].Length; a++)
            {
                int size = inputs[i].Dims[a], letter = letters[i][a];
                if (!sizes.TryGetValue(letter, out int known) || known == 1) sizes[letter] = size;
                else if (size != 1 && size != known) throw Wrong(equation, $"a letter has one size, not {known} and {size}");
            }
        }
        int[] output = sides.Length == 2 ? Letters(sides[1], dots, dots, equation)
            : [.. Enumerable.Range(0, dots).Select(i => -1 - i).Reverse(), .. letters.SelectMany(l => l).Where(l => l > 0).GroupBy(l => l).Where(g => g.Count() == 1).Select(g => g.Key).Order()];
        if (output.Distinct().Count() != output.Length || output.Any(l => !sizes.ContainsKey(l))) throw Wrong(equation, "each letter of the result once, and each in some term");
        int[] all = [.. output, .. sizes.Keys.Except(output)];
        WorkLimit.Check(all.Aggregate((double)inputs.Length, (p, l) => p * sizes[l]), $"equation '{Short(equation)}'");
        int[] dims = call.Fit(inputs[0].Type, output.Select(l => sizes[l]));
        long[][] strides = [.. inputs.Select((x, i) => Strides(x, letters[i], all))];
        int[] box = [.. all.Select(l => sizes[l])];
        long inner = box.Skip(output.Length).Aggregate(1L, (p, d) => p * d);
        OnnxType type = inputs[0].Type;
        return [type.IsFloat() ? Sums<double>(inputs, strides, box, dims, inner) : type == OnnxType.UInt64 ? Sums<ulong>(inputs, strides, box, dims, inner) : Sums<long>(inputs, strides, box, dims, inner)];
    }

    private static OnnxTensor Sums<T>(OnnxTensor[] inputs, long[][] strides, int[] box, int[] dims, long inner) where T : struct, INumber<T>
    {
        T[][] values = [.. inputs.Select(Wide.Of<T>)];
        var sums = new T[Axes.Product(dims)];
        int[] index = new int[box.Length];
        for (int o = 0; o < sums.Length; o++)
            for (long k = 0; k < inner; k++, Axes.Next(index, box))
            {
                T product = T.One;
                for (int i = 0; i < values.Length; i++)
                {
                    long at = 0;
                    for (int a = 0; a < index.Length; a++) at += index[a] * strides[i][a];
                    product = unchecked(product * values[i][at]);
                }
                sums[o] = unchecked(sums[o] + product);
            }
        return Wide.Narrow(inputs[0].Type, dims, sums);
    }

    // A letter that stands twice in a term walks its diagonal.
    private static long[] Strides(OnnxTensor x, int[] letters, int[] all)
    {
        long[] own = Axes.Strides(x.Dims);
        return [.. all.Select(l => letters.Select((m, a) => m == l && x.Dims[a] != 1 ? own[a] : 0).Sum())];
    }

    // The axes of an ellipsis are −1 for the last, −2 for the one before, so that they meet from the end.
    private static int[] Letters(string term, int axes, int dots, string equation)
    {
        int at = term.IndexOf("...", StringComparison.Ordinal);
        string plain = at < 0 ? term : term.Remove(at, 3);
        if (!plain.All(char.IsAsciiLetter) || axes < 0 || axes > dots) throw Wrong(equation, "terms of letters, with at most one ellipsis and a letter for every other axis");
        int[] letters = [.. plain.Select(c => (int)c)];
        return at < 0 ? letters : [.. letters[..at], .. Enumerable.Range(0, axes).Select(i => -axes + i), .. letters[at..]];
    }

    private static OnnxNodeException Wrong(string equation, string rule) => new($"equation '{Short(equation)}'", rule);

    private static string Short(string equation) => equation.Length > 60 ? equation[..60] + "…" : equation;
}
