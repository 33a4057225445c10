namespace Fovea;

/// <summary>The networks that have a name: <c>fovea train resnet20 cifar10</c>.</summary>
public static class Zoo
{
    /// <summary>The text notation of each, by name; small inputs first.</summary>
    /// <remarks><code>using Model model = Model.Parse(Zoo.Nets["resnet18"]);</code></remarks>
    public static IReadOnlyDictionary<string, string> Nets { get; } = new Dictionary<string, string>
    {
        ["lenet5"] = SmallNets.LeNet5,
        ["lenet-caffe"] = DigitNets.LeNetCaffe,
        ["keras-mnist"] = DigitNets.KerasMnist,
        ["keras-mnist-gap"] = DigitNets.KerasMnistGap,
        ["twoconv"] = SmallNets.TwoConv,
        ["mlp"] = CifarNets.Mlp,
        ["smallvgg"] = SmallNets.SmallVgg,
        ["vgg16-cifar"] = CifarNets.Vgg16,
        ["all-cnn-c"] = CifarNets.AllCnnC,
        ["airbench94"] = CifarNets.AirBench94,
        ["resnet20"] = CifarResNets.ResNet20,
        ["resnet20-b"] = SmallNets.ResNet20,
        ["resnet32"] = CifarResNets.ResNet32,
        ["resnet56"] = CifarResNets.ResNet56,
        ["resnet18-cifar"] = ResNets.ResNet18Cifar,
        ["tinyvgg"] = CifarNets.TinyVgg,
        ["alexnet"] = AlexNets.AlexNet,
        ["vgg11"] = VggNets.Vgg11,
        ["vgg13"] = VggNets.Vgg13,
        ["vgg16"] = VggNets.Vgg16,
        ["vgg19"] = VggNets.Vgg19,
        ["vgg11-bn"] = VggNets.Vgg11Norm,
        ["vgg13-bn"] = VggNets.Vgg13Norm,
        ["vgg16-bn"] = VggNets.Vgg16Norm,
        ["vgg19-bn"] = VggNets.Vgg19Norm,
        ["inception-v1"] = InceptionNets.InceptionV1,
        ["resnet18"] = ResNets.ResNet18,
        ["resnet34"] = ResNets.ResNet34,
        ["resnet50"] = ResNets.ResNet50,
        ["squeezenet"] = LeanNets.SqueezeNet,
        ["densenet121"] = DenseNets.DenseNet121,
        ["mobilenetv2"] = LeanNets.MobileNetV2,
        ["convnext-tiny"] = ConvNeXts.Tiny,
    };
}
