using System.Diagnostics;

namespace Fovea.Onnx.Tests;

/// <summary>Nodes of ONNX's own tests, changed at random: each evaluates or says what is wrong with it.</summary>
public sealed class HostileNodeTests
{
    private static readonly long[] Extremes = [0, 1, -1, 2, -2, 3, 7, 255, 65536, int.MaxValue, int.MinValue, 1L << 40, long.MaxValue, long.MinValue, -(1L << 40)];

    private static readonly Lazy<(string Name, NodeCall Call)[]> All = new(() => [.. Calls()]);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Only_an_error_of_the_node_comes_out(int seed)
    {
        foreach ((string name, NodeCall call) in All.Value)
            for (int i = 0; i < 4; i++)
            {
                NodeCall changed = Changed(call, new Random(HashCode(name) + seed * 4 + i));
                var watch = Stopwatch.StartNew();
                try
                {
                    EvaluateOps.All[changed.Node.OpType](changed);
                }
                catch (OnnxNodeException)
                {
                }
                catch (Exception e)
                {
                    Assert.Fail($"{name}: {Text(changed)}: {e}");
                }
                Assert.True(watch.Elapsed.TotalSeconds < 10, $"{name}: {Text(changed)}: {watch.Elapsed.TotalSeconds:F1} s");
            }
    }

    private static IEnumerable<(string Name, NodeCall Call)> Calls()
    {
        foreach (ConformanceCase test in ConformanceSuite.Load().Where(c => c.Suite == "node" && c.Tier is "1" or "2"))
        {
            OnnxGraph graph = test.Read();
            if (graph.Nodes.Count != 1) continue;
            var values = graph.Inputs.Zip(test.Sets().First().Inputs).ToDictionary(p => p.First.Name, p => p.Second);
            yield return (test.Name, new NodeCall(graph.Nodes[0], graph.Opset, [.. graph.Nodes[0].Inputs.Select(n => n.Length == 0 ? null : values[n])]) { Memory = new MemoryBudget(16_000_000, 0) });
        }
    }

    private static NodeCall Changed(NodeCall call, Random random)
    {
        OnnxTensor?[] inputs = [.. call.Inputs];
        Dictionary<string, object> attributes = call.Attributes.Names.ToDictionary(n => n, n => Attribute(call.Attributes, n));
        string[] names = [.. attributes.Keys, "axis", "axes", "group", "keepdims", "strides", "pads", "dilations", "kernel_shape", "mode"];
        for (int changes = random.Next(1, 3); changes > 0; changes--)
            if (random.Next(3) == 0 || inputs.Length == 0)
            {
                string name = names[random.Next(random.Next(2) == 0 ? names.Length : Math.Max(1, attributes.Count))];
                if (random.Next(6) == 0) attributes.Remove(name);
                else attributes[name] = Changed(attributes.GetValueOrDefault(name) ?? (object)0L, random);
            }
            else
            {
                int at = random.Next(inputs.Length);
                inputs[at] = Changed(inputs[at], random);
                if (random.Next(10) == 0) inputs = inputs[..at];
            }
        int opset = random.Next(3) == 0 ? random.Next(6, 23) : call.Opset;
        return call with { Node = call.Node with { Attributes = new OnnxAttributes(attributes) }, Inputs = inputs, Opset = opset };
    }

    private static object Changed(object value, Random random) => value switch
    {
        long => random.Next(10) == 0 ? "word" : Extreme(random),
        float => random.Next(4) switch { 0 => float.NaN, 1 => float.PositiveInfinity, 2 => 0f, _ => -1e30f },
        string => random.Next(2) == 0 ? "" : "->...,",
        long[] list => random.Next(3) switch { 0 => list[..random.Next(list.Length + 1)], 1 => [.. list, Extreme(random)], _ => list.Select(v => random.Next(2) == 0 ? v : Extreme(random)).ToArray() },
        _ => 0L,
    };

    private static OnnxTensor? Changed(OnnxTensor? x, Random random)
    {
        if (x is null || random.Next(12) == 0) return random.Next(2) == 0 ? null : OnnxTensor.Vector(1L, 2L);
        switch (random.Next(6))
        {
            case 0: return x.Reshaped([x.Count]);
            case 1: return x.Reshaped([1, x.Count, 1]);
            case 2: return Elements.Take(x, random.Next(2) == 0 ? [0] : [2, 0, .. x.Dims.Skip(2)], []);
            case 3: return x.Count == 0 ? x : Elements.Take(x, [], [0]);
            case 4 when x.Type != OnnxType.String:
                OnnxType[] types = Enum.GetValues<OnnxType>();
                return CastOps.To(x, types[random.Next(types.Length)]);
            default:
                if (x.Type == OnnxType.Int64) return OnnxTensor.Of(x.Dims, x.As<long>().Select(v => random.Next(2) == 0 ? v : Extreme(random)).ToArray());
                if (x.Type == OnnxType.Float32) return OnnxTensor.Of(x.Dims, x.As<float>().Select(v => random.Next(4) switch { 0 => float.NaN, 1 => 1e30f, _ => v }).ToArray());
                return x.Rank < 2 ? x : x.Reshaped([.. x.Dims.Reverse()]);
        }
    }

    private static long Extreme(Random random) => Extremes[random.Next(Extremes.Length)];

    private static int HashCode(string text) => text.Aggregate(17, (h, c) => unchecked(h * 31 + c)) & 0xFFFFFF;

    private static object Attribute(OnnxAttributes all, string name)
    {
        Func<object?>[] kinds = [() => all.Integer(name, 0), () => all.Number(name, 0), () => all.Word(name, ""), () => all.Integers(name), () => all.Numbers(name), () => all.Tensor(name)];
        foreach (Func<object?> kind in kinds)
            try
            {
                return kind()!;
            }
            catch (OnnxNodeException)
            {
            }
        throw new InvalidOperationException($"attribute '{name}' is of no kind");
    }

    private static string Text(NodeCall call)
        => new OneNode(call.Node.OpType, call.Opset, call.Inputs) { Attributes = call.Attributes.Names.ToDictionary(n => n, n => Attribute(call.Attributes, n)) }.ToString();
}
