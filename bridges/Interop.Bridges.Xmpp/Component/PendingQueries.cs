using System.Collections.Concurrent;
using System.Xml.Linq;
using Interop.Bridges.Xmpp.Addresses;

namespace Interop.Bridges.Xmpp.Component;

/// <summary>Queries (iq) whose answer is awaited.</summary>
internal sealed class PendingQueries
{
    private readonly ConcurrentDictionary<string, (string To, TaskCompletionSource<XElement> Answer)> pending = new(StringComparer.Ordinal);

    /// <summary>The answer to come.</summary>
    public Task<XElement> Add(string id, string to)
    {
        var answer = new TaskCompletionSource<XElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        pending[id] = (to, answer);
        return answer.Task;
    }

    public void Remove(string id) => pending.TryRemove(id, out _);

    /// <summary>Takes an answer; false when nobody waits for it, or when it does not come from whom was asked.</summary>
    public bool Answer(XElement iq)
    {
        var id = (string?)iq.Attribute("id") ?? "";
        if (!pending.TryGetValue(id, out var query) || !Same(query.To, (string?)iq.Attribute("from")))
            return false;
        pending.TryRemove(id, out _);
        if ((string?)iq.Attribute("type") == "error")
            query.Answer.TrySetException(StanzaError.Read(iq));
        else
            query.Answer.TrySetResult(iq);
        return true;
    }

    /// <summary>Nothing will be answered any more.</summary>
    public void FailAll(Exception why)
    {
        foreach (var id in pending.Keys)
        {
            if (pending.TryRemove(id, out var query))
                query.Answer.TrySetException(why);
        }
    }

    private static bool Same(string asked, string? from) =>
        Jid.TryParse(asked, out var a) && Jid.TryParse(from, out var b) && a.Bare == b.Bare && (a.Resource.Length == 0 || a.Resource == b.Resource);
}
