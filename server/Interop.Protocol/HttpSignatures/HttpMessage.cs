namespace Interop.Protocol.HttpSignatures;

/// <summary>A request or response as far as signatures cover it (RFC 9421). A request has method and target, a response status and request.</summary>
public sealed record HttpMessage
{
    /// <summary>Of a request: GET, POST.</summary>
    public string? Method { get; init; }

    /// <summary>Of a request: the absolute URI without a fragment, as it was sent.</summary>
    public string? TargetUri { get; init; }

    /// <summary>Of a response.</summary>
    public int? Status { get; init; }

    /// <summary>Lower-case name → value; the lines of a field joined by comma and space.</summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    /// <summary>Of a response: the request that it answers.</summary>
    public HttpMessage? Request { get; init; }

    /// <summary>Whether it has a body of one octet or more.</summary>
    public bool HasBody { get; init; }
}
