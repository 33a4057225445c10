using System.Text.Json.Nodes;

namespace Fovea.Tests;

/// <summary>A network in a model file is a stranger's text: whatever it says, the answer is a sentence and little memory.</summary>
public sealed class HostileModelTests
{
    private static JsonObject Network()
    {
        using Model model = Model.Parse("8x8x1 | conv 2 3x3 | bn | relu | flatten | dense 3");
        return (JsonObject)JsonNode.Parse(GraphJson.Write(model))!;
    }

    private static string Refusal(string network)
    {
        byte[] file = SafetensorsText.Written(new Dictionary<string, string> { [ModelFile.NetworkKey] = network });
        using SafetensorsFile opened = SafetensorsText.Read(file);
        return Assert.Throws<ModelFileException>(() => ModelFile.Load(opened)).Problem;
    }

    private static string Refusal(Action<JsonObject> change)
    {
        JsonObject network = Network();
        change(network);
        return Refusal(network.ToJsonString());
    }

    private static JsonArray Nodes(JsonObject network) => (JsonArray)network["nodes"]!;

    private static JsonObject Node(string name, string op, params string[] inputs)
        => new() { ["name"] = name, ["op"] = op, ["inputs"] = new JsonArray([.. inputs.Select(i => (JsonNode)i)]) };

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":\"1\"}")]
    [InlineData("{\"version\":1.5}")]
    [InlineData("{\"version\":99999999999}")]
    public void Other_json(string network) => Assert.StartsWith("its network cannot be read: ", Refusal(network), StringComparison.Ordinal);

    [Fact]
    public void Other_version_says_update() => Assert.Equal("the network is written in format 2, this program reads format 1", Refusal(n => n["version"] = 2));

    [Theory]
    [InlineData("version")]
    [InlineData("name")]
    [InlineData("input")]
    [InlineData("nodes")]
    [InlineData("output")]
    [InlineData("preprocessing")]
    [InlineData("labels")]
    public void Every_part_may_be_missing_or_of_another_type(string part)
    {
        Assert.StartsWith("its network cannot be read: ", Refusal(n => n.Remove(part)), StringComparison.Ordinal);
        foreach (string value in (string[])["null", "true", "[[]]", "{\"a\":1}", "-1", "1e400", "[1e400]", "[null]", "[{\"name\":1}]"])
            Assert.NotEmpty(Refusal(n => n[part] = JsonNode.Parse(value)));
    }

    [Theory]
    [InlineData("[28,28]", "the input 28×28 is no image size")]
    [InlineData("[]", "the input  is no image size")]
    [InlineData("[0,1,1]", "the input 0×1×1 is no image size")]
    [InlineData("[-8,8,1]", "the input -8×8×1 is no image size")]
    [InlineData("[1000000,1,1]", "the input 1000000×1×1 is no image size")]
    [InlineData("[8,8,1,1]", "the input 8×8×1×1 is no image size")]
    public void Input_sizes_are_checked(string input, string problem) => Assert.Equal(problem, Refusal(n => n["input"] = JsonNode.Parse(input)));

    [Fact]
    public void Absurd_input_is_refused() => Assert.Equal(
        "its network cannot be read: an activation of 65536×65536×65536 is too large\n  rule  height · width · channels ≤ 2,000,000,000",
        Refusal(n => n["input"] = new JsonArray(65536, 65536, 65536)));

    [Fact]
    public void Unknown_op_is_a_sentence() => Assert.StartsWith(
        "its network cannot be read: there is no layer 'System.Diagnostics.Process'",
        Refusal(n => Nodes(n)[2]!["op"] = "System.Diagnostics.Process start"), StringComparison.Ordinal);

    [Fact]
    public void Node_that_reads_a_later_one() => Assert.Equal("node conv1 reads 'relu1', which is no earlier node", Refusal(n => Nodes(n)[0]!["inputs"] = new JsonArray("relu1")));

    [Fact]
    public void Node_that_reads_itself() => Assert.Equal("node conv1 reads 'conv1', which is no earlier node", Refusal(n => Nodes(n)[0]!["inputs"] = new JsonArray("conv1")));

    [Fact]
    public void Node_that_reads_nothing() => Assert.Equal("node conv1 reads nothing", Refusal(n => Nodes(n)[0]!["inputs"] = new JsonArray()));

    [Fact]
    public void Node_without_op() => Assert.Equal("node conv1 has no op", Refusal(n => Nodes(n)[0]!["op"] = "  "));

    [Fact]
    public void Output_that_is_no_node() => Assert.Equal("the output 'logits' is no node", Refusal(n => n["output"] = "logits"));

    [Fact]
    public void Node_twice() => Assert.StartsWith("its network cannot be read: conv1 (cnn.safetensors): there is a node named conv1 already",
        Refusal(n => Nodes(n)[1]!["name"] = "conv1"), StringComparison.Ordinal);

    [Theory]
    [InlineData("conv 2147483647 3x3")]
    [InlineData("conv -2 3x3")]
    [InlineData("conv 2 0x0")]
    [InlineData("conv 2 3x3 stride 0")]
    [InlineData("conv 2 3x3 pad -1,0,0,0")]
    [InlineData("conv 2 3x3 pad 2147483647")]
    [InlineData("conv 2 3x3 groups 0")]
    [InlineData("depthwise 3x3")]
    [InlineData("maxpool 2147483647")]
    [InlineData("maxpool 2 pad 2147483647")]
    [InlineData("avgpool 2 stride 2147483647")]
    [InlineData("dense 2147483647")]
    [InlineData("bn eps NaN")]
    [InlineData("bn eps -1")]
    [InlineData("dropout 2")]
    [InlineData("add")]
    [InlineData("concat")]
    [InlineData("pad 2147483647")]
    [InlineData("input")]
    public void Hostile_attributes(string op) => Assert.StartsWith("its network cannot be read: ", Refusal(n => Nodes(n)[0]!["op"] = op), StringComparison.Ordinal);

    [Fact]
    public void Sum_of_one_or_of_two_images_into_a_convolution()
        => Assert.StartsWith("its network cannot be read: conv1 (cnn.safetensors): conv reads one input, got 2", Refusal(n => Nodes(n)[0]!["inputs"] = new JsonArray("input", "input")), StringComparison.Ordinal);

    [Fact]
    public void Too_many_nodes() => Assert.Equal("the network has more than 10,000 nodes", Refusal(n =>
    {
        for (int i = 0; i < 20_000; i++) Nodes(n).Add(Node($"r{i}", "relu", "input"));
    }));

    [Fact]
    public void Million_nodes_are_refused_by_the_header()
    {
        string nodes = string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $$"""{"name":"r{{i}}","op":"relu","inputs":["input"]}"""));
        byte[] header = System.Text.Encoding.UTF8.GetBytes($$$"""{"__metadata__":{"fovea":"{{{nodes.Replace("\"", "\\\"", StringComparison.Ordinal)}}}"}}""");
        Assert.Contains("the limit is 16,777,216", SafetensorsText.Refusal(SafetensorsText.File(header)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Channels_that_multiply_are_refused() => Assert.Contains("is too large", Refusal(n =>
    {
        Nodes(n).Clear();
        string last = "input";
        for (int i = 0; i < 40; i++, last = $"c{i - 1}") Nodes(n).Add(Node($"c{i}", "concat", last, last));
        n["output"] = last;
    }), StringComparison.Ordinal);

    [Fact]
    public void Small_file_cannot_ask_for_much_memory()
    {
        long before = Environment.WorkingSet;
        Assert.Equal("dense1.weight is missing", Refusal(n =>
        {
            n["input"] = new JsonArray(16384);
            Nodes(n).Clear();
            Nodes(n).Add(Node("dense1", "dense 65536 nobias", "input"));
            n["output"] = "dense1";
            n["labels"] = new JsonArray();
        }));
        Assert.True(Environment.WorkingSet - before < 1L << 30);
    }

    [Fact]
    public void Deep_nesting_is_refused() => Assert.StartsWith("its network cannot be read: ",
        Refusal(new string('[', 100_000) + new string(']', 100_000)), StringComparison.Ordinal);

    [Fact]
    public void Labels_are_counted() => Assert.Equal("the network has 3 outputs and 2 labels", Refusal(n => n["labels"] = new JsonArray("a", "b")));

    [Theory]
    [InlineData("\"mean\":[0]", "\"mean\":[]")]
    [InlineData("\"mean\":[0]", "\"mean\":[0,0]")]
    [InlineData("\"std\":[1]", "\"std\":[0]")]
    [InlineData("\"std\":[1]", "\"std\":[-1]")]
    [InlineData("\"std\":[1]", "\"std\":[\"NaN\"]")]
    [InlineData("\"std\":[1]", "\"std\":[1e999]")]
    [InlineData("\"mean\":[0]", "\"mean\":[1e999]")]
    [InlineData("\"resize\":\"Exact\"", "\"resize\":\"exactly\"")]
    [InlineData("\"resize\":\"Exact\"", "\"resize\":1")]
    public void Preprocessing_is_checked(string from, string to)
    {
        string network = Network().ToJsonString();
        Assert.Contains(from, network, StringComparison.Ordinal);
        Assert.StartsWith("its network cannot be read: ", Refusal(network.Replace(from, to, StringComparison.Ordinal)), StringComparison.Ordinal);
    }
}
