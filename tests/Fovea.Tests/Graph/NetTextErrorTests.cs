namespace Fovea.Tests;

/// <summary>Texts that are no net: signs that are missing, blocks that never end.</summary>
public sealed class NetTextErrorTests
{
    private static void Says(string net, string problem, int line = 1, string? help = null)
        => Assert.Equal($"net (a.net.txt:{line}): {problem}{(help is null ? "" : $"\n  help  {help}")}",
            Assert.Throws<DeclarationException>(() => NetText.Parse(net, "a.net.txt")).Message);

    [Theory]
    [InlineData("")]
    [InlineData("  \n\t ")]
    [InlineData("# only a comment")]
    public void Empty_text(string net) => Says(net, "an input size such as 28x28x1 is missing");

    [Theory]
    [InlineData("28x28", "28x28")]
    [InlineData("28x28xone | relu", "28x28xone")]
    [InlineData("conv 32 3x3 | relu", "conv")]
    [InlineData("0x28x1 | relu", "0x28x1")]
    [InlineData("28x28x99999 | relu", "28x28x99999")]
    public void Text_without_an_input_size(string net, string size)
        => Says(net, $"'{size}' is no input size", help: "write height x width x channels, as 28x28x1");

    [Fact]
    public void Net_without_layers() => Says("28x28x1", "there are no layers behind the input", help: "28x28x1 | conv 32 5x5 | relu | flatten | dense 10");

    [Fact]
    public void Bar_at_the_end() => Says("28x28x1 | relu |", "a layer is missing at the end");

    [Fact]
    public void Two_bars() => Says("28x28x1 | | relu", "a layer is expected, not '|'");

    [Fact]
    public void Missing_bar() => Says("28x28x1\n  relu | flatten", "'relu' is not expected here", 2);

    [Fact]
    public void Unclosed_parenthesis() => Says("8x8x1\n| residual(relu\n| relu", "the closing ')' is missing", 3);

    [Fact]
    public void Parenthesis_too_many() => Says("8x8x1 | residual(relu)) | relu", "')' is not expected here");

    [Fact]
    public void Residual_without_parenthesis() => Says("8x8x1 | residual relu", "'(' is expected, not 'relu'");

    [Fact]
    public void Unclosed_definition() => Says("\ndef block c { relu\n8x8x1 | block 3", "def block: the closing } is missing", 2);

    [Fact]
    public void Definition_without_name() => Says("def { relu } 8x8x1 | relu", "a name is expected behind def, not '{'");

    [Fact]
    public void Definition_of_a_layer() => Says("def relu { tanh } 8x8x1 | relu", "def relu: relu is a layer already");

    [Fact]
    public void Definition_twice() => Says("def a { tanh }\ndef a { relu } 8x8x1 | a", "def a stands here twice", 2);

    [Fact]
    public void Parameter_twice() => Says("def a c c { conv c 3x3 } 8x8x1 | a 1 2", "def a has two parameters named c");

    [Fact]
    public void Missing_argument() => Says("def block c d { conv c 3x3 } 8x8x1 | block 3", "block lacks its d");

    [Fact]
    public void Argument_too_many() => Says("def block c { conv c 3x3 } 8x8x1 | block 3 4 | relu", "'4' is not expected here");

    [Fact]
    public void Definition_that_uses_itself() => Says("\ndef a { relu | a }\n8x8x1 | a", "def a uses itself: a → a", 2, "to repeat a chain write 3 * a");

    [Fact]
    public void Definitions_that_use_each_other() => Says("def a { b } def b { relu | c } def c { b } 8x8x1 | a",
        "def b uses itself: b → c → b", 1, "to repeat a chain write 3 * b");

    [Fact]
    public void Definitions_that_double_each_other_end_at_the_node_limit()
    {
        string net = "def d0 { relu }\n" + string.Concat(Enumerable.Range(1, 28).Select(i => $"def d{i} {{ d{i - 1} | d{i - 1} }}\n")) + "8x8x1 | d28";
        Says(net, "the network has more than 10,000 nodes");
    }

    [Fact]
    public void Repeats_of_repeats_end_at_the_node_limit() => Says("8 | 1000 * 1000 * 1000 * relu", "the network has more than 10,000 nodes");

    [Theory]
    [InlineData("0 * relu", "0")]
    [InlineData("1001 * relu", "1001")]
    [InlineData("x * relu", "x")]
    public void Repeat_counts(string layers, string word) => Says($"8x8x1 | {layers}", $"'{word} *' repeats 1 to 1,000 times");

    [Theory]
    [InlineData("(", ")")]
    [InlineData("residual(", ")")]
    [InlineData("concat(relu ; ", ")")]
    [InlineData("1 * ", "")]
    [InlineData("g: (", ")")]
    [InlineData("2 * (", ")")]
    public void Nesting_is_bounded(string open, string close)
    {
        string Net(int deep) => "8x8x1 | " + string.Concat(Enumerable.Repeat(open, deep)) + "relu" + string.Concat(Enumerable.Repeat(close, deep));
        Says(Net(40), "blocks are nested more than 32 deep");
        Says(Net(100_000), "blocks are nested more than 32 deep");
    }

    [Fact]
    public void Residual_with_three_branches() => Says("8x8x1 | residual(relu ; tanh ; selu)", "residual has one or two branches, got 3");

    [Fact]
    public void Concat_with_one_branch() => Says("8x8x1 | concat(relu)", "concat joins two branches or more: concat(a ; b)");

    [Fact]
    public void Add_as_a_layer() => Says("8x8x1 | relu | add", "add joins branches: write residual(a ; b) or add(a ; b)");
}
