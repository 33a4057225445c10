namespace Fovea.Kernels.Tests;

public sealed class DenseReferenceTests
{
    [Fact]
    public void A_dense_layer_is_a_convolution_of_one_pixel()
    {
        const int N = 3, Inputs = 7, Outputs = 5;
        ConvGeometry g = ConvGeometry.Dense(Inputs, Outputs);
        float[] x = Values(1, N * Inputs), w = Values(2, Inputs * Outputs), b = Values(3, Outputs), dy = Values(4, N * Outputs);
        float[] y = new float[dy.Length], y2 = new float[dy.Length], dx = Values(5, x.Length), dx2 = Values(5, x.Length);
        float[] dw = new float[w.Length], dw2 = new float[w.Length], db = new float[Outputs], db2 = new float[Outputs];
        DenseReference.Forward<float>(Inputs, Outputs, N, x, w, b, y);
        Conv2dReference.Forward<float>(g, N, x, w, b, y2);
        DenseReference.InputGradient<float>(Inputs, Outputs, N, w, dy, dx, true);
        Conv2dReference.InputGradient<float>(g, N, w, dy, dx2, true);
        DenseReference.WeightGradient<float>(Inputs, Outputs, N, x, dy, dw);
        Conv2dReference.WeightGradient<float>(g, N, x, dy, dw2);
        DenseReference.BiasGradient<float>(Outputs, N, dy, db);
        Conv2dReference.BiasGradient<float>(g, N, dy, db2);
        Assert.Equal(y2, y);
        Assert.Equal(dx2, dx);
        Assert.Equal(dw2, dw);
        Assert.Equal(db2, db);
    }

    [Fact]
    public void A_dense_layer_over_maps_is_a_dense_layer_of_their_pixels_in_order()
    {
        ConvGeometry g = ConvGeometry.DenseOverMaps(2, 3, 4, 5);
        float[] x = Values(1, 2 * 24), w = Values(2, 24 * 5), b = Values(3, 5), y = new float[10], y2 = new float[10];
        DenseReference.Forward<float>(24, 5, 2, x, w, b, y);
        Conv2dReference.Forward<float>(g, 2, x, w, b, y2);
        Assert.Equal(y, y2);
    }

    // Small integers: every order of summation gives the same bits.
    private static float[] Values(int seed, int count)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => (float)random.Next(-4, 5)).ToArray();
    }
}
