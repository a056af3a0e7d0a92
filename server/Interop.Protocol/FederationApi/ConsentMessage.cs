using Interop.Protocol.Identifiers;

namespace Interop.Protocol.FederationApi;

/// <summary>Consent to be contacted, between two people of two organisations (spec 10): sent by the requester's provider for request and cancel, by the target's for grant and revoke.</summary>
public sealed record ConsentMessage
{
    public const string Request = "request";
    public const string Grant = "grant";
    public const string Revoke = "revoke";
    public const string Cancel = "cancel";

    public required UserId Requester { get; init; }

    public required UserId Target { get; init; }

    /// <summary>request, grant, revoke or cancel.</summary>
    public required string Operation { get; init; }

    /// <summary>Of a request: who asks and why, ≤ 1,024 octets of text.</summary>
    public string? Text { get; init; }

    /// <summary>Language of the text, BCP 47.</summary>
    public string? Language { get; init; }

    public required string At { get; init; }
}
