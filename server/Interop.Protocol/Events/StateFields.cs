namespace Interop.Protocol.Events;

/// <summary>Names of the fields in a state event's <c>state</c> (spec 05).</summary>
public static class StateFields
{
    /// <summary>membership: the user whom it is about.</summary>
    public const string Target = "target";

    /// <summary>membership: join, leave, remove.</summary>
    public const string Membership = "membership";

    /// <summary>membership: admin or member.</summary>
    public const string Role = "role";

    /// <summary>room: group or direct.</summary>
    public const string Kind = "kind";

    /// <summary>room: the portals, each {network, kind: gated|observed}.</summary>
    public const string Portals = "portals";

    /// <summary>
    /// room, supervision: declarations, each in place of the earlier one of the same organisation. membership, of a join: {version, digest} of
    /// the notice in force for the target.
    /// </summary>
    public const string Supervision = "supervision";

    /// <summary>room: false, of personal personas alone; the provider states it.</summary>
    public const string Archived = "archived";

    /// <summary>room: the provider that orders the room from the next entry on (spec 06).</summary>
    public const string Hub = "hub";

    /// <summary>room: the new hub's signature that it goes on from the entry before this one.</summary>
    public const string Accepted = "accepted";

    /// <summary>notice, and supervision of a join: the version of the notice.</summary>
    public const string NoticeVersion = "version";

    /// <summary>notice: base64url(SHA-256(UTF-8 text)) of the text that was shown; supervision of a join: the notice's own digest.</summary>
    public const string NoticeDigest = "digest";
}
