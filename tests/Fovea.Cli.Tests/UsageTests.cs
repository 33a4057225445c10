namespace Fovea.Cli.Tests;

/// <summary>What was typed cannot be meant: exit code 2, and the whole text.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("trian lenet5 sample", "there is no verb 'trian'; did you mean 'train'?\n  rule  the verbs are demo, train, eval, errors, predict, explain, why, faithful, hierarchy, convert, summary, field, lint, doctor, profile, tune, data\n  help  fovea --help")]
    [InlineData("banana", "there is no verb 'banana'\n  rule  the verbs are demo, train, eval, errors, predict, explain, why, faithful, hierarchy, convert, summary, field, lint, doctor, profile, tune, data\n  help  fovea --help")]
    [InlineData("data", "'data' needs to know what to do\n  rule  'data' takes one of list, get, info\n  help  fovea data --help")]
    [InlineData("data infos x", "there is no verb 'data infos'; did you mean 'info'?\n  rule  'data' takes one of list, get, info\n  help  fovea data --help")]
    [InlineData("train lenet5 sample --epoch 3", "'train' has no option '--epoch'; did you mean '--epochs'?\n  help  fovea train --help")]
    [InlineData("train lenet5 sample --epochs=x", "--epochs 'x'\n  rule  --epochs takes a whole number, at least 1\n  help  fovea train --help")]
    [InlineData("train lenet5 sample --epochs 0", "--epochs '0'\n  rule  --epochs takes a whole number, at least 1\n  help  fovea train --help")]
    [InlineData("train lenet5 sample --lr -1", "--lr '-1'\n  rule  --lr takes a number, at least 0\n  help  fovea train --help")]
    [InlineData("train lenet5 sample --lr nan", "--lr 'nan'\n  rule  --lr takes a number, at least 0\n  help  fovea train --help")]
    [InlineData("train lenet5 sample --optimizer adma", "--optimizer 'adma'; did you mean 'adam'?\n  rule  --optimizer takes one of sgd, adam, adamw, rmsprop\n  help  fovea train --help")]
    [InlineData("train lenet5 sample --mean 0,5,x --std 1", "--mean '0,5,x'\n  rule  --mean takes numbers with commas between them: 0.49,0.48,0.45\n  help  fovea train --help")]
    [InlineData("train lenet5 sample --mean 0.5", "--mean and --std go together\n  rule  values become (v − mean) / std")]
    [InlineData("train lenet5 sample --optimizer adam --momentum 0.9", "--momentum does not go with --optimizer adam\n  rule  momentum belongs to sgd and rmsprop")]
    [InlineData("train lenet5 sample --size 8", "--size '8'\n  rule  --size takes height x width x channels: 32x32x3")]
    [InlineData("train", "'train' needs NET and DATA, or --resume DIR\n  help  fovea train --help")]
    [InlineData("train lenet5 sample --resume runs/x", "--resume takes no NET and no DATA\n  rule  a run knows its network, its images and its options\n  help  fovea train --resume runs/x")]
    [InlineData("train --resume runs/r --freeze conv1", "--resume takes no --freeze\n  rule  a run goes on with what it began with, so that it ends with the same bits\n  help  fovea train --resume runs/r")]
    [InlineData("train lenet5 sample --partial", "--partial needs --from\n  rule  it says how weights of a file are matched\n  help  fovea train NET DATA --from FILE")]
    [InlineData("train --from m.safetensors", "'train --from MODEL' needs DATA\n  help  fovea train --help")]
    [InlineData("convert m.safetensors --weights w.safetensors --to n.safetensors", "--weights needs a network, not a model\n  rule  a model file has weights already\n  help  fovea convert NET --weights FILE --to model.safetensors")]
    [InlineData("convert", "'convert' needs MODEL\n  help  fovea convert --help")]
    [InlineData("convert m.safetensors", "'convert' needs --to FILE.onnx\n  help  fovea convert --help")]
    [InlineData("convert m.safetensors --to m.tflite", "--to 'm.tflite'\n  rule  the ending says what the model becomes, and fovea writes .onnx and .safetensors\n  help  fovea convert MODEL --to FILE.onnx")]
    [InlineData("convert m.safetensors --to m.onnx --opset 9", "--opset '9'\n  rule  --opset takes a whole number from 18 to 21\n  help  fovea convert --help")]
    [InlineData("summary resnet18 --sizes 64", "--sizes '64'\n  rule  --sizes takes two sizes from 1 to 2048, the smaller first: 32..512")]
    [InlineData("summary resnet18 --sizes 64..32", "--sizes '64..32'\n  rule  --sizes takes two sizes from 1 to 2048, the smaller first: 32..512")]
    [InlineData("summary resnet18 --sizes 32..64 --format svg", "--sizes does not go with --format svg\n  rule  the scan is a table or JSON")]
    [InlineData("summary lenet5 --format jsn", "--format 'jsn'; did you mean 'json'?\n  rule  --format takes one of table, markdown, json, svg\n  help  fovea summary --help")]
    [InlineData("field", "'field' needs NET\n  help  fovea field --help")]
    [InlineData("field lenet5 --node conv3", "--node: lenet5 has no node 'conv3'; did you mean 'conv1'?\n  help  fovea summary lenet5")]
    [InlineData("summary", "'summary' needs NET\n  help  fovea summary --help")]
    [InlineData("summary lenet5 twice", "'summary' does not know what to do with 'twice'\n  help  fovea summary --help")]
    [InlineData("summary lenet5 --batch", "--batch needs a value\n  help  fovea summary --help")]
    [InlineData("summary lenet6", "there is no network 'lenet6'; did you mean 'lenet5'?\n  rule  NET is text notation in quotes, a *.net.txt file, or a name: lenet5, lenet-caffe, keras-mnist, keras-mnist-gap, twoconv, mlp, smallvgg, vgg16-cifar, all-cnn-c, airbench94 and 23 more; fovea summary --help has them all\n  help  fovea summary '28x28x1 | conv 8 3x3 | relu | globalavgpool | dense 10'")]
    public void A_command_line_that_cannot_be_meant_says_what_was(string line, string message)
    {
        Ended ended = Cli.Run(line.Split(' '));
        Assert.Equal((2, "", $"fovea: {message}\n"), (ended.Code, ended.Out, ended.Error));
    }

    [Fact]
    public void A_misspelt_layer_says_what_was_meant()
    {
        Ended ended = Cli.Run("summary", "28x28x1 | cnv 3 3x3 | flatten | dense 10");
        Assert.Equal(2, ended.Code);
        Assert.StartsWith("fovea: cnv (NET:1): there is no layer 'cnv'; did you mean 'conv'?\n  help  the layers are conv, depthwise, ", ended.Error);
    }

    [Fact]
    public void Nothing_at_all_prints_the_help_and_is_no_success()
    {
        Ended ended = Cli.Run();
        Assert.Equal((2, ""), (ended.Code, ended.Out));
        Assert.Equal(Cli.Run("--help").Out, ended.Error);
    }

    [Fact]
    public void An_error_is_one_JSON_object_too()
    {
        Ended ended = Cli.Run("summary", "lenet6", "--json");
        Assert.Equal(2, ended.Code);
        Assert.Equal(2, ended.Json.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal("usage", ended.Json.GetProperty("error").GetProperty("kind").GetString());
        Assert.StartsWith("there is no network 'lenet6'", ended.Json.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public void Stack_traces_are_for_those_who_ask()
    {
        Assert.DoesNotContain("   at ", Cli.Run("summary", "lenet6").Error);
        Assert.Contains("   at Fovea.Cli.", Cli.Run("summary", "lenet6", "--verbose").Error);
    }

    [Fact]
    public void A_network_and_classes_that_do_not_match_say_how_many_there_are()
    {
        using var folder = new TempFolder();
        Ended ended = Cli.Run("train", "8x8x1 | flatten | dense 3", Small.Folder(folder), "--out", folder["run"]);
        Assert.Equal(2, ended.Code);
        Assert.Contains("net has 3 outputs, pairs has 2 classes (left, right)\n  rule  one output for each class\n  help  end the network with dense 2\n", ended.Error);
    }
}
