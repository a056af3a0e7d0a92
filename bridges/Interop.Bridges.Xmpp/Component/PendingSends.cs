using System.Collections.Concurrent;
using System.Xml.Linq;
using Interop.Bridges.Xmpp.Addresses;

namespace Interop.Bridges.Xmpp.Component;

/// <summary>Messages that were written and whose fate is awaited: rooms reflect them, refused ones come back as errors.</summary>
internal sealed class PendingSends
{
    private readonly ConcurrentDictionary<(string Peer, string Id), TaskCompletionSource<XElement>> pending = new();

    /// <summary>Completes with the reflection, fails with the error.</summary>
    public Task<XElement> Add(string peer, string id) => pending.GetOrAdd((peer, id), _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Remove(string peer, string id) => pending.TryRemove((peer, id), out _);

    /// <summary>Looks at a message that arrived; true when somebody waited for it.</summary>
    public bool Take(XElement message)
    {
        var isSubject = (string?)message.Attribute("type") == "groupchat" && message.Elements().Any(e => e.Name.LocalName == "subject") && !message.Elements().Any(e => e.Name.LocalName == "body");
        var id = isSubject ? Subject(message.Elements().First(e => e.Name.LocalName == "subject").Value) : (string?)message.Attribute("id");
        if (id is null || Jid.BareOf((string?)message.Attribute("from")) is not { } peer || !pending.TryGetValue((peer, id), out var sent))
            return false;
        return (string?)message.Attribute("type") == "error" ? sent.TrySetException(StanzaError.Read(message)) : sent.TrySetResult(message);
    }

    /// <summary>Prosody reflects a subject without its id: the value must do.</summary>
    public static string Subject(string value) => $"subject {value}";

    /// <summary>The fate of all of them is unknown.</summary>
    public void FailAll(Exception why)
    {
        foreach (var key in pending.Keys)
        {
            if (pending.TryRemove(key, out var sent))
                sent.TrySetException(why);
        }
    }
}
