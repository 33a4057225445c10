namespace Fovea.Tests;

public sealed class ObjectiveTextTests
{
    private static Model Net()
    {
        using Model plain = Model.Parse("4x4x1 | conv 8 3x3 | flatten | dense 3");
        return plain.With(labels: ["boot", "bag", "coat"]);
    }

    [Theory]
    [InlineData("logit:bag", "logit:1")]
    [InlineData("logit:2", "logit:2")]
    [InlineData("probability:boot", "probability:0")]
    [InlineData("difference:coat:boot", "difference:2:0")]
    [InlineData("channel:conv1:7", "channel:conv1:7")]
    [InlineData("pixel:conv1:3:0", "pixel:conv1:3:0")]
    [InlineData("unit:conv1:3:0:5", "unit:conv1:3:0:5")]
    [InlineData("unit:dense1:0:0:1", "unit:dense1:0:0:1")]
    public void Words_are_read_and_printed(string text, string printed)
    {
        using Model model = Net();
        Assert.Equal(printed, ObjectiveText.Parse(model, text).ToString());
    }

    [Theory]
    [InlineData("logits:bag", "'logits:bag' is no objective; did you mean 'logit'?\n  rule  an objective is one of logit:CLASS, probability:CLASS, difference:CLASS:CLASS, channel:NODE:K, pixel:NODE:ROW:COLUMN, unit:NODE:ROW:COLUMN:K")]
    [InlineData("channel:conv1", "'channel:conv1' is no objective\n  rule  an objective is one of logit:CLASS, probability:CLASS, difference:CLASS:CLASS, channel:NODE:K, pixel:NODE:ROW:COLUMN, unit:NODE:ROW:COLUMN:K")]
    [InlineData("logit:bags", "there is no class 'bags'; did you mean 'bag'?; the classes are boot, bag, coat (Parameter 'label')")]
    [InlineData("channel:conv2:0", "there is no node 'conv2'; did you mean 'conv1'?; the nodes are input, conv1, flatten1, dense1")]
    [InlineData("channel:conv1:8", "channel 8: conv1 has 8 channels, 0 to 7")]
    [InlineData("difference:bag:1", "class 1 against class 1: the difference of a class to itself is 0 everywhere")]
    public void What_is_none_is_refused(string text, string refusal)
    {
        using Model model = Net();
        Assert.Equal(refusal, Assert.Throws<ArgumentException>(() => ObjectiveText.Parse(model, text)).Message);
    }
}
