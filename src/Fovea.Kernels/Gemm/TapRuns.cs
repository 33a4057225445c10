namespace Fovea.Kernels;

/// <summary>Which floats around a pixel a sum reads, and which panel rows they meet.</summary>
/// <param name="Offsets">Offsets of the runs from the pixel.</param>
/// <param name="Length">Contiguous floats in a run.</param>
/// <param name="FirstRow">Panel row, after the bias, of the first float.</param>
/// <param name="SkipRows">Panel rows left out between runs.</param>
internal readonly record struct TapRuns(nint[] Offsets, int Length, int FirstRow = 0, int SkipRows = 0);
