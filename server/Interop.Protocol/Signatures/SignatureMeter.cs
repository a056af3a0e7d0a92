using System.Diagnostics.Metrics;

namespace Interop.Protocol.Signatures;

/// <summary>Counts signatures by purpose, for whoever listens to the meter Interop.Protocol. Without a listener it costs one comparison.</summary>
internal static class SignatureMeter
{
    private static readonly Meter Meter = new("Interop.Protocol");
    private static readonly Counter<long> MadeCount = Meter.CreateCounter<long>("signatures.made");
    private static readonly Counter<long> VerifiedCount = Meter.CreateCounter<long>("signatures.verified");

    public static void Made(string purpose) => MadeCount.Add(1, new KeyValuePair<string, object?>("purpose", purpose));

    public static void Verified(string purpose) => VerifiedCount.Add(1, new KeyValuePair<string, object?>("purpose", purpose));
}
