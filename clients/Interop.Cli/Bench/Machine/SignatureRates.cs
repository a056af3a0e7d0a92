using System.Diagnostics;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;

namespace Interop.Cli.Bench.Machine;

/// <summary>How many ES256 signatures this machine makes and verifies in a second, by the same library and in the same way as the server.</summary>
/// <param name="SignOne">By one thread.</param>
/// <param name="SignAll">By one thread for each core.</param>
/// <param name="VerifyOne">By one thread.</param>
/// <param name="VerifyAll">By one thread for each core.</param>
internal sealed record SignatureRates(double SignOne, double SignAll, double VerifyOne, double VerifyAll)
{
    // Of several short slices the best one counts: what else the machine does only slows them down.
    private const int Slices = 8;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(80);

    // As long as the signing input of a batch: encoded header, dot, encoded payload.
    private static readonly byte[] Input = [.. Enumerable.Range(0, 290).Select(n => (byte)n)];

    public static int Cores => Environment.ProcessorCount;

    public static SignatureRates Measure() => new(Run(1, Signing), Run(Cores, Signing), Run(1, Verifying), Run(Cores, Verifying));

    /// <summary>The faster of two measurements, since what else ran on the machine can only slow them down.</summary>
    public SignatureRates Best(SignatureRates other) => new(
        Math.Max(SignOne, other.SignOne), Math.Max(SignAll, other.SignAll), Math.Max(VerifyOne, other.VerifyOne), Math.Max(VerifyAll, other.VerifyAll));

    private static Action Signing()
    {
        var key = SigningKey.Create(KeyPurposes.Event);
        return () => key.Sign(Input);
    }

    private static Action Verifying()
    {
        using var key = SigningKey.Create(KeyPurposes.Event);
        var signature = key.Sign(Input);
        var verify = VerificationKey.From(key.PublicJwk(WireTime.Format(DateTimeOffset.UnixEpoch)));
        return () =>
        {
            if (!verify.Verify(Input, signature))
                throw new InvalidOperationException("a good signature was refused");
        };
    }

    /// <summary>Operations per second over all threads.</summary>
    private static double Run(int threads, Func<Action> prepare)
    {
        var actions = Enumerable.Range(0, threads).Select(_ => prepare()).ToArray();
        var counts = new long[threads];
        var stopped = false;
        using var together = new Barrier(threads + 1);
        var running = actions.Select((action, n) =>
        {
            var thread = new Thread(() =>
            {
                for (var warm = 0; warm < 500; warm++)
                    action();
                together.SignalAndWait();
                while (!Volatile.Read(ref stopped))
                {
                    action();
                    counts[n]++;
                }
            }) { IsBackground = true };
            thread.Start();
            return thread;
        }).ToArray();
        together.SignalAndWait();
        var best = 0.0;
        using (var wait = new ManualResetEventSlim())
        {
            for (var slice = 0; slice < Slices; slice++)
            {
                var (begun, done) = (Stopwatch.GetTimestamp(), Done());
                wait.Wait(Slice);
                best = Math.Max(best, (Done() - done) / Stopwatch.GetElapsedTime(begun).TotalSeconds);
            }
        }
        Volatile.Write(ref stopped, true);
        foreach (var thread in running)
            thread.Join();
        return best;
        long Done() => Enumerable.Range(0, threads).Sum(n => Volatile.Read(ref counts[n]));
    }
}
