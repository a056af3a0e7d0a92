namespace Interop.Protocol.AdminApi;

/// <summary>Declares how the organisation supervises its people (spec 07). Whatever changes, the version changes with it.</summary>
public sealed record SupervisionRequest
{
    /// <summary>archived, monitored, preReview or postReview.</summary>
    public required string Mode { get; init; }

    /// <summary>What is covered, in a sentence for people; at most 512 octets.</summary>
    public required string Scope { get; init; }

    /// <summary>What for; at most 512 octets.</summary>
    public required string Purpose { get; init; }

    /// <summary>The law or rule that it stands on; at most 512 octets.</summary>
    public required string LegalBasis { get; init; }

    /// <summary>Never used before for another declaration; at most 64 octets.</summary>
    public required string Version { get; init; }

    /// <summary>Where more is said; https.</summary>
    public string? Url { get; init; }

    /// <summary>BCP 47 language → the notice's text, at most 8 KiB each; "en" is always there.</summary>
    public required Dictionary<string, string> Texts { get; init; }
}
