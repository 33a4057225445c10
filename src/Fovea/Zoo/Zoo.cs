namespace Fovea;

/// <summary>The networks that have a name: <c>fovea train resnet20 cifar10</c>.</summary>
public static class Zoo
{
    /// <summary>The text notation of each, by name.</summary>
    /// <remarks><code>using Model model = Model.Parse(Zoo.Nets["resnet18"]);</code></remarks>
    public static IReadOnlyDictionary<string, string> Nets { get; } = new Dictionary<string, string>
    {
        ["lenet5"] = SmallNets.LeNet5,
        ["twoconv"] = SmallNets.TwoConv,
        ["resnet20"] = SmallNets.ResNet20,
        ["smallvgg"] = SmallNets.SmallVgg,
        ["resnet18-cifar"] = ResNets.ResNet18Cifar,
        ["resnet18"] = ResNets.ResNet18,
        ["resnet50"] = ResNets.ResNet50,
        ["vgg16"] = VggNets.Vgg16,
        ["vgg19"] = VggNets.Vgg19,
        ["squeezenet"] = LeanNets.SqueezeNet,
        ["mobilenetv2"] = LeanNets.MobileNetV2,
    };
}
