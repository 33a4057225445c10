using static Fovea.Tests.TorchNames;

namespace Fovea.Tests;

/// <summary>Every named network for ImageNet takes the weights that torchvision and timm publish for it: all names, all shapes, the published number of parameters.</summary>
public sealed class WeightNameTests
{
    private static readonly Dictionary<string, (string Net, string Names, long Published, Func<IEnumerable<Entry>> Entries)> Libraries = new()
    {
        ["resnet18"] = ("resnet18", "torchvision's resnet", 11_689_512, () => ResNet([2, 2, 2, 2], false)),
        ["resnet34"] = ("resnet34", "torchvision's resnet", 21_797_672, () => ResNet([3, 4, 6, 3], false)),
        ["resnet50"] = ("resnet50", "torchvision's resnet", 25_557_032, () => ResNet([3, 4, 6, 3], true)),
        ["resnet18-kuangliu"] = ("resnet18-cifar", "torchvision's resnet", 11_173_962, () => ResNet([2, 2, 2, 2], false, 3, "shortcut", "linear", 10)),
        ["alexnet"] = ("alexnet", "torchvision's alexnet and vgg", 61_100_840, AlexNet),
        ["vgg11"] = ("vgg11", "torchvision's alexnet and vgg", 132_863_336, () => Vgg(VggA, false)),
        ["vgg13"] = ("vgg13", "torchvision's alexnet and vgg", 133_047_848, () => Vgg(VggB, false)),
        ["vgg16"] = ("vgg16", "torchvision's alexnet and vgg", 138_357_544, () => Vgg(VggD, false)),
        ["vgg19"] = ("vgg19", "torchvision's alexnet and vgg", 143_667_240, () => Vgg(VggE, false)),
        ["vgg11-bn"] = ("vgg11-bn", "torchvision's alexnet and vgg", 132_868_840, () => Vgg(VggA, true)),
        ["vgg13-bn"] = ("vgg13-bn", "torchvision's alexnet and vgg", 133_053_736, () => Vgg(VggB, true)),
        ["vgg16-bn"] = ("vgg16-bn", "torchvision's alexnet and vgg", 138_365_992, () => Vgg(VggD, true)),
        ["vgg19-bn"] = ("vgg19-bn", "torchvision's alexnet and vgg", 143_678_248, () => Vgg(VggE, true)),
        ["vgg16-timm"] = ("vgg16", "timm's vgg", 138_357_544, () => Vgg(VggD, false, timm: true)),
        ["squeezenet"] = ("squeezenet", "torchvision's squeezenet", 1_235_496, SqueezeNet),
        ["mobilenetv2"] = ("mobilenetv2", "torchvision's mobilenet_v2", 3_504_872, () => MobileNetV2(timm: false)),
        ["mobilenetv2-timm"] = ("mobilenetv2", "timm's mobilenetv2", 3_504_872, () => MobileNetV2(timm: true)),
        ["densenet121"] = ("densenet121", "torchvision's densenet", 7_978_856, () => DenseNet121()),
        ["densenet121-2017"] = ("densenet121", "torchvision's densenet", 7_978_856, () => DenseNet121(old: true)),
        ["googlenet"] = ("inception-v1", "torchvision's googlenet", 6_624_904, () => GoogLeNet(auxiliary: false)),
        ["googlenet-aux"] = ("inception-v1", "torchvision's googlenet", 6_624_904 + 6_379_984, () => GoogLeNet(auxiliary: true)),
        ["convnext-tiny"] = ("convnext-tiny", "torchvision's convnext", 28_589_128, () => ConvNeXtTiny(timm: false)),
        ["convnext-tiny-timm"] = ("convnext-tiny", "timm's convnext", 28_589_128, () => ConvNeXtTiny(timm: true)),
    };

    public static TheoryData<string> Names => [.. Libraries.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void All_weights_of_a_published_network_find_their_place(string name)
    {
        (string net, string names, long published, Func<IEnumerable<Entry>> entries) = Libraries[name];
        Entry[] all = [.. entries()];
        Assert.Equal(published, all.Where(e => !e.IsBuffer).Sum(e => e.Count));

        Graph graph = NetText.Parse(Zoo.Nets[net]);
        using Model model = new(net, graph, Preprocessing.Default, []);
        WeightMatching matching = WeightMatching.ByName(model, "file", [.. all.Select(e => new WeightTensor(e.Name, e.Shape, "F32", WeightLayout.PyTorch, () => []))]);
        WeightReport report = matching.Report;
        Assert.True(report.IsComplete, report.ToString());
        Assert.Empty(report.Unknown);
        Assert.Equal($"names of {names}", report.Names);
        Assert.Equal(graph.ParameterCount, matching.Pairs.Where(p => p.Parameter.Spec.IsTrainable).Sum(p => p.Tensor.Shape.Aggregate(1L, (a, b) => a * b)));
        Assert.Equal(all.Count(e => e.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal) || e.Name.StartsWith("aux", StringComparison.Ordinal)), report.Ignored.Count);
        Assert.Equal(all.Length, report.Matched.Count + report.Ignored.Count);
        Assert.Equal(net.EndsWith("cifar", StringComparison.Ordinal), report.Preprocessing is null);
    }

    // Which tensor a parameter takes, at places where order and shape alone would leave a choice.
    [Theory]
    [InlineData("resnet50", "first1.conv3.weight", "layer1.0.conv3.weight")]
    [InlineData("resnet50", "first1.conv4.weight", "layer1.0.downsample.0.weight")]
    [InlineData("resnet18", "block5.bn2.running_var", "layer4.1.bn2.running_var")]
    [InlineData("resnet18", "dense1.weight", "fc.weight")]
    [InlineData("vgg16-bn", "stage5.bn3.weight", "features.41.weight")]
    [InlineData("densenet121", "grow58.bn2.weight", "features.denseblock4.denselayer16.norm2.weight")]
    [InlineData("squeezenet", "conv2.weight", "classifier.1.weight")]
    [InlineData("mobilenetv2", "conv4.weight", "features.18.0.weight")]
    [InlineData("googlenet", "inception1.unit1.conv1.weight", "inception3a.branch1.conv.weight")]
    [InlineData("googlenet", "inception1.unit6.conv1.weight", "inception3a.branch4.1.conv.weight")]
    [InlineData("convnext-tiny", "block1.conv4.weight", "features.1.0.layer_scale")]
    public void Parameter_takes_the_tensor(string name, string parameter, string tensor)
    {
        (string net, _, _, Func<IEnumerable<Entry>> entries) = Libraries[name];
        using Model model = new(net, NetText.Parse(Zoo.Nets[net]), Preprocessing.Default, []);
        WeightMatching matching = WeightMatching.ByName(model, "file", [.. entries().Select(e => new WeightTensor(e.Name, e.Shape, "F32", WeightLayout.PyTorch, () => []))]);
        Assert.Equal(tensor, matching.Pairs.Single(p => p.Parameter.Name == parameter).Tensor.Name);
    }
}
