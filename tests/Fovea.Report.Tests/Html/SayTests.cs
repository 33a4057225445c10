namespace Fovea.Report.Tests;

public sealed class SayTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(1.2345, "1.23")]
    [InlineData(-0.14149, "−0.141")]
    [InlineData(123.4, "123")]
    [InlineData(0.0005, "0.0005")]
    [InlineData(0.00001, "1e−5")]
    [InlineData(1234567, "1.23e6")]
    [InlineData(999999, "1e6")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void Values_have_three_digits(double value, string text) => Assert.Equal(text, Say.Value(value));

    [Theory]
    [InlineData(0.25, "250 ms")]
    [InlineData(38.42, "38.4 s")]
    [InlineData(150, "2 min 30 s")]
    [InlineData(8000, "2 h 13 min")]
    public void Times_are_read_at_a_glance(double seconds, string text) => Assert.Equal(text, Say.Duration(seconds));

    [Fact]
    public void Markup_is_escaped_where_it_is_text_and_kept_where_it_is_markup()
    {
        string label = "<b>&\"'";
        Assert.Equal("<p>&lt;b&gt;&amp;&quot;&#39;</p>", Html.Of($"<p>{label}</p>").Markup);
        Assert.Equal("<p><i>1</i></p>", Html.Of($"<p>{Html.Of($"<i>{1}</i>")}</p>").Markup);
    }
}
