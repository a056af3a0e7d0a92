using System.Collections.Concurrent;

namespace Interop.Cli.Bench.Archive;

/// <summary>What the lanes of a run have in common: how far it is, and who said what last.</summary>
/// <param name="total">Messages of the run, edits, retractions and refused ones among them.</param>
internal sealed class Traffic(long total)
{
    private readonly ConcurrentDictionary<string, (int Person, string Event)> last = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> codes = new(StringComparer.Ordinal);
    private long answered;
    private long octets;
    private string? unexpected;

    public long Total => total;

    /// <summary>Messages that were decided on and are archived.</summary>
    public long Answered => Interlocked.Read(ref answered);

    /// <summary>Octets of the texts that were written, UTF-8.</summary>
    public long TextOctets => Interlocked.Read(ref octets);

    /// <summary>How often each code was answered.</summary>
    public IReadOnlyDictionary<string, long> Codes => codes;

    /// <summary>The first answer that nobody reckoned with.</summary>
    public string? Unexpected => unexpected;

    public (int Person, string Event)? LastOf(string room) => last.TryGetValue(room, out var found) ? found : null;

    public void Said(string room, int person, string ev) => last[room] = (person, ev);

    public void Wrote(int textOctets) => Interlocked.Add(ref octets, textOctets);

    public void Answer(string code)
    {
        Interlocked.Increment(ref answered);
        codes.AddOrUpdate(code, 1, (_, n) => n + 1);
    }

    public void Wrong(string what) => Interlocked.CompareExchange(ref unexpected, what, null);
}
