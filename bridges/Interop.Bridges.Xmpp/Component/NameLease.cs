using System.Xml.Linq;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Component;

/// <summary>
/// Finds out whether another connection has the same component name. Prosody refuses the second one itself; ejabberd accepts both and deals each stanza
/// to one of them at random, which would break every order. So a new connection sends itself probes: if all come back, it is alone; a probe that
/// reaches another bridge is answered "held". The older bridge keeps the name.
/// </summary>
internal sealed class NameLease(string domain, TimeProvider time)
{
    private const int Probes = 12;
    private const int Replies = 4;
    private const int Rounds = 5;
    private static readonly TimeSpan RoundMax = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private Round? round;

    /// <summary>This process's connector object; earlier ones sort first.</summary>
    public string Instance { get; } = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    /// <summary>Asks for the name; false when an older bridge has it.</summary>
    public async Task<bool> TakeAsync(Func<XElement, Task> send, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Rounds; attempt++)
        {
            var mine = new Round($"{attempt}-{Guid.CreateVersion7(time.GetUtcNow()):N}");
            lock (gate)
                round = mine;
            for (var i = 0; i < Probes; i++)
                await send(Message(new XElement(Ns.Lease + "probe", new XAttribute("instance", Instance), new XAttribute("round", mine.Id))));
            try
            {
                if (!await mine.Answer.Task.WaitAsync(RoundMax, time, cancel))
                    return false;
                return true;
            }
            catch (TimeoutException) when (mine.Returned == 0)
            {
                return true; // this server does not send a component its own stanzas: then it has to refuse second ones itself
            }
            catch (TimeoutException)
            {
                // Some came back: a second one has the others. It is younger, or it would have said so, and gives way: ask again.
            }
        }
        return false;
    }

    /// <summary>Looks at a stanza; null when it has nothing to do with leases, otherwise what to send.</summary>
    public IReadOnlyList<XElement>? Heard(XElement stanza)
    {
        if (stanza.Name.LocalName != "message" || (string?)stanza.Attribute("from") != domain || (string?)stanza.Attribute("type") == "error")
            return null;
        if (stanza.Element(Ns.Lease + "held") is { } held)
        {
            if (string.CompareOrdinal((string?)held.Attribute("instance"), Instance) < 0)
            {
                lock (gate)
                    round?.Answer.TrySetResult(false);
            }
            return [];
        }
        if (stanza.Element(Ns.Lease + "probe") is not { } probe)
            return null;
        if ((string?)probe.Attribute("instance") == Instance)
        {
            lock (gate)
            {
                if (round is { } mine && mine.Id == (string?)probe.Attribute("round") && ++mine.Returned == Probes)
                    mine.Answer.TrySetResult(true);
            }
            return [];
        }
        // Several, since each may come back to ourselves.
        return [.. Enumerable.Range(0, Replies).Select(_ => Message(new XElement(Ns.Lease + "held", new XAttribute("instance", Instance))))];
    }

    private XElement Message(XElement content) => new(
        Ns.Component + "message", new XAttribute("from", domain), new XAttribute("to", domain), new XAttribute("type", "headline"), content);

    private sealed class Round(string id)
    {
        public string Id { get; } = id;

        public int Returned { get; set; }

        public TaskCompletionSource<bool> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
