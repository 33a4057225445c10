using System.Text;

namespace Fovea.Tests;

/// <summary>Random texts: every one is a net or a <see cref="DeclarationException"/>, soon.</summary>
public sealed class NetTextFuzzTests
{
    private const int Texts = 10_000;

    private static readonly string[] Words =
    [
        "|", "|", "|", "|", "(", ")", "{", "}", ";", ":", "*", "def", "residual", "concat", "a", "b", "c", "block", "8x8x1", "28x28x3", "5", "12",
        "conv", "conv 4 3x3", "conv c 3x3", "depthwise 3x3", "dense 3", "flatten", "relu", "maxpool 2", "avgpool 3 stride 1 pad 1", "globalavgpool", "bn",
        "layernorm", "dropout 0.5", "add", "softmax", "pad 1", "stride", "2", "2147483647", "-1", "0", "0.5", "groups", "3", "nobias", "dilation", "1x2", "same",
        "1000", "65536x65536x65536", "\n", "# x\n", "×", "x", "NaN", "1e400", "conv 2147483647 4096x4096", "dense 2147483647", "pad 4096,4096,4096,4096",
    ];

    private static readonly string[] Nets =
    [
        SmallNets.LeNet5,
        SmallNets.ResNet20,
        "def a c { conv c 3x3 | relu } 16x16x3 | s: 2 * a 4 | concat(a 2 ; maxpool 3 stride 1 pad 1 ; ) | residual(a 9 ; conv 9 1x1) | 2 * (bn | tanh) | globalavgpool | dense 3",
    ];

    [Fact]
    public void Token_soups_are_nets_or_declaration_errors()
    {
        for (int i = 0; i < Texts; i++)
        {
            var random = new Random(i);
            var text = new StringBuilder(random.Next(4) == 0 ? "" : "8x8x3 | ");
            for (int n = random.Next(1, 30); n > 0; n--) text.Append(Words[random.Next(Words.Length)]).Append(random.Next(8) == 0 ? "" : " ");
            Try(text.ToString(), i);
        }
    }

    [Fact]
    public void Mutated_nets_are_nets_or_declaration_errors()
    {
        for (int i = 0; i < Texts; i++)
        {
            var random = new Random(i);
            var text = new StringBuilder(Nets[random.Next(Nets.Length)]);
            for (int n = random.Next(1, 5); n > 0 && text.Length > 1; n--)
            {
                int at = random.Next(text.Length), length = Math.Min(random.Next(1, 12), text.Length - at);
                switch (random.Next(4))
                {
                    case 0: text.Remove(at, length); break;
                    case 1: text.Insert(at, Words[random.Next(Words.Length)]); break;
                    case 2: text.Insert(random.Next(text.Length), text.ToString(at, length)); break;
                    default: text[at] = (char)random.Next(1, random.Next(5) == 0 ? 0x3000 : 127); break;
                }
            }
            Try(text.ToString(), i);
        }
    }

    private static void Try(string text, int seed)
    {
        try
        {
            Graph graph = NetText.Parse(text);
            Assert.True(graph.Nodes.Count is > 1 and <= 10_001);
        }
        catch (DeclarationException e)
        {
            Assert.NotEmpty(e.Message);
        }
        catch (Exception e)
        {
            Assert.Fail($"seed {seed}: {e.GetType().Name} ({e.Message}) from\n{text}\n{e.StackTrace}");
        }
    }
}
