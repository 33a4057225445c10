using System.Runtime.InteropServices;

namespace Fovea.Cli;

/// <summary>
/// Ctrl-C, termination and hang-up: the first ends the work at the next step, with a checkpoint where there is one; the second ends
/// the process at once. Files are replaced whole, so neither leaves a broken one.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private const int SignalBase = 128;
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private int count;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>What to tell a person at the first signal.</summary>
    public Action? Announce { get; set; }

    /// <summary>Listens to the signals of this process.</summary>
    public static Interrupts OfProcess()
    {
        var interrupts = new Interrupts();
        foreach (PosixSignal signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
            interrupts.registrations.Add(PosixSignalRegistration.Create(signal, interrupts.On));
        return interrupts;
    }

    /// <summary>Acts like a first signal.</summary>
    public void Cancel() => source.Cancel();

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private void On(PosixSignalContext context)
    {
        // Environment.Exit would wait for handlers and finalizers; a second signal means now.
        if (Interlocked.Increment(ref count) > 1) NativeExit(context.Signal);
        context.Cancel = true;
        Announce?.Invoke();
        source.Cancel();
    }

    private static void NativeExit(PosixSignal signal)
    {
        Console.Out.Flush();
        Environment.Exit(signal == PosixSignal.SIGINT ? SignalBase + 2 : signal == PosixSignal.SIGHUP ? SignalBase + 1 : SignalBase + 15);
    }
}
