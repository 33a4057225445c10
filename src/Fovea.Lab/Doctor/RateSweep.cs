namespace Fovea.Lab;

/// <summary>The learning-rate range test: the rate rises by the same factor each step until the loss explodes.</summary>
/// <param name="Points">The steps.</param>
/// <param name="Chosen">The rate that the network is going to be trained with.</param>
/// <param name="Falls">The smallest rate at which the loss had fallen by a tenth of what it fell in all; null when it never fell.</param>
/// <param name="Lowest">The rate at which the smoothed loss was lowest; null when it never fell.</param>
/// <param name="Climbs">The rate behind it at which the smoothed loss had lost half of what it had gained; null when that did not happen.</param>
/// <param name="Explodes">The rate at which it had lost nine tenths, or was no number; null when that did not happen.</param>
/// <param name="Suggested">A tenth of the rate of the lowest loss, or the rate at which four fifths of the fall were over, if that is less; null when the loss never fell.</param>
public sealed record RateSweep(IReadOnlyList<RatePoint> Points, double Chosen, double? Falls, double? Lowest, double? Climbs, double? Explodes, double? Suggested);

/// <summary>One step of the range test.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="Loss">Of the step's batch, before its update, in nats.</param>
/// <param name="Smoothed">Running mean of the losses, with the decay of the test.</param>
public readonly record struct RatePoint(double Rate, double Loss, double Smoothed);
