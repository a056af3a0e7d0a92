using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Server.Retention;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Archive;

/// <summary>
/// The fixed part of a record that is not an event, and its erasable content if it has personal data. The digest of the content is
/// salted like an event's.
/// </summary>
internal sealed class LogRecord
{
    /// <summary>An event with a place in its room.</summary>
    public const string Event = "event";

    /// <summary>An event that was refused and has no place.</summary>
    public const string Refusal = "refusal";

    /// <summary>An own event on its way to the hub of its room; it comes back as an event, with its place.</summary>
    public const string Egress = "egress";

    /// <summary>A room of another provider that is followed from now on.</summary>
    public const string Followed = "followed";

    /// <summary>Two different entries of a hub for one place.</summary>
    public const string Fork = "fork";

    /// <summary>A step of consent between people of two organisations.</summary>
    public const string Consent = "consent";

    /// <summary>What an officer has read.</summary>
    public const string Access = "access";

    /// <summary>Something that must be looked at, or its end.</summary>
    public const string Alarm = "alarm";

    /// <summary>The books of a day, by digest.</summary>
    public const string Reconciliation = "reconciliation";

    /// <summary>A legal hold that was placed, refused, released or given to a peer, and the proof of a day.</summary>
    public const string Hold = "hold";

    /// <summary>A request of a person about the own records, and the verdicts on them.</summary>
    public const string Subject = "subject";

    /// <summary>A backup was made, or restored for a try.</summary>
    public const string Backup = "backup";

    /// <summary>An export was asked for, or came to its end.</summary>
    public const string Export = "export";

    /// <summary>A participant has reported a message (spec 10.14).</summary>
    public const string Abuse = "abuse";

    /// <summary>What supervision has done: with an item, with its settings, or by drawing a sample (spec 07.9).</summary>
    public const string Review = "review";

    /// <summary>A peer has answered an event's retention with something else than accepted.</summary>
    public const string Retention = "retention";

    public const string Release = "release";
    public const string Notice = "notice";
    public const string Acknowledgement = "acknowledgement";
    public const string Report = "report";
    public const string Portal = "portal";
    public const string Link = "link";
    public const string Policy = "policy";
    public const string Decision = "decision";
    public const string Cancel = "cancel";

    /// <summary>Bodies end, or have ended (spec 09).</summary>
    public const string Disposition = "disposition";

    private readonly JsonObject fields;

    /// <param name="kind">Kind of record (spec 08).</param>
    /// <param name="fields">Further fields of the fixed part; no personal data.</param>
    /// <param name="content">Personal data, kept beside the fixed part under a salt.</param>
    public LogRecord(string kind, JsonObject fields, JsonObject? content = null)
    {
        Kind = kind;
        this.fields = fields;
        if (content is null)
            return;
        var salt = RandomNumberGenerator.GetBytes(32);
        var inner = Canonical(new JsonObject { ["content"] = content });
        fields["contentDigest"] = Base64Url.EncodeToString(SHA256.HashData([.. salt, .. inner]));
        Body = [.. inner.AsSpan(0, inner.Length - 1), .. Encoding.ASCII.GetBytes($",\"salt\":\"{Base64Url.EncodeToString(salt)}\"}}")];
    }

    public string Kind { get; }

    public byte[]? Body { get; init; }

    /// <summary>Of a proxy's decisions: the event that the receipt is for.</summary>
    public EventId? Receipted { get; init; }

    /// <summary>Of a proxy's decisions: the retention classes that apply; null of what the schedule does not end.</summary>
    public ClassSet? Classes { get; init; }

    /// <summary>Row of the room that it belongs to, for reading a room's history.</summary>
    public long? RoomRow { get; init; }

    public byte[] Fixed(long index, string at)
    {
        fields["at"] = at;
        fields["index"] = index;
        fields["kind"] = Kind;
        return Canonical(fields);
    }

    private static byte[] Canonical(JsonObject value) => CanonicalJson.Of(JsonSerializer.SerializeToElement(value, OcipJson.Default.JsonObject));
}
