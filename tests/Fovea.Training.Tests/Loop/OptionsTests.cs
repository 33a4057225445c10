using Fovea.Data;

namespace Fovea.Training.Tests;

/// <summary>What does not fit is said before any work.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void Outputs_must_be_the_classes()
    {
        using Model model = Small.Model("12x12x1 | flatten | dense 10");
        Assert.Equal("net has 10 outputs, small has 4 classes (across, down, bright, dark)\n  rule  one output for each class\n  help  end the network with dense 4", Refused(model, Small.Options));
    }

    [Fact]
    public void A_classifier_ends_in_a_vector()
    {
        using Model model = Small.Model("12x12x1 | conv 4 3x3");
        Assert.Equal("net ends in conv1, which gives 12×12×4\n  rule  a classifier ends in a vector, one value for each class\n  help  end with flatten or globalavgpool, then dense 4", Refused(model, Small.Options));
    }

    [Fact]
    public void Class_names_must_be_those_of_the_model()
    {
        using Model plain = Small.Model();
        using Model model = plain.With(labels: ["across", "up", "bright", "dark"]);
        Assert.Equal("output 1 of net is 'up', class 1 of small is 'down'\n  rule  classes have the names and the order that the model was made with\n  help  the model's classes are: across, up, bright, dark", Refused(model, Small.Options));
    }

    [Fact]
    public void A_softmax_at_the_end_is_one_too_many()
    {
        using Model model = Small.Model("12x12x1 | flatten | dense 4 | softmax");
        Assert.Equal("net ends in softmax1\n  rule  cross entropy takes logits: it has the softmax inside\n  help  end the network with its last dense layer", Refused(model, Small.Options));
    }

    [Fact]
    public void Batch_norm_of_one_value_is_refused()
    {
        using Model model = Small.Model("12x12x1 | flatten | dense 8 | bn | relu | dense 4");
        Assert.Equal("bn1 would normalise a batch of 1 image (64 images in batches of 9)\n  rule  batch norm needs at least 2 values of each channel\n  help  set DropLast, or another BatchSize", Refused(model, Small.Options with { BatchSize = 9 }));
    }

    [Fact]
    public void Early_stopping_needs_validation_images()
    {
        using Model model = Small.Model();
        Assert.Equal("EarlyStopping is set, but there are no validation images\n  rule  it watches the validation images\n  help  give Validation, for example train.Split(0.1).Second", Refused(model, Small.Options with { EarlyStopping = new EarlyStopping() }));
    }

    [Theory]
    [InlineData("Epochs is 0\n  rule  at least 1", 0, 16, 0f)]
    [InlineData("BatchSize is 0\n  rule  at least 1", 1, 0, 0f)]
    [InlineData("WeightAverage is 1\n  rule  0 (none) or a decay below 1, usually 0.9 … 0.9999", 1, 16, 1f)]
    public void Numbers_that_make_no_sense_are_refused(string text, int epochs, int batch, float average)
    {
        using Model model = Small.Model();
        Assert.Equal(text, Refused(model, Small.Options with { Epochs = epochs, BatchSize = batch, WeightAverage = average }));
    }

    [Fact]
    public void One_class_is_no_classification()
    {
        using Model model = Small.Model();
        ImageDataset images = Small.Images();
        ImageDataset one = images.Subset([0, 4, 8], "one");
        Assert.StartsWith("one: all 3 images are of one class, 'across'", Assert.Throws<DatasetException>(() => model.Train(one, Small.Options)).Message);
    }

    private static string Refused(Model model, TrainOptions options) => Assert.Throws<ArgumentException>(() => model.Train(Small.Images(), options)).Message;
}
