using Interop.Protocol.Identifiers;

namespace Interop.Protocol.Supervision;

/// <summary>
/// What an organisation declares of how it supervises its own people (spec 07): stands in its directory with the notice's texts, and
/// without them in the state of rooms where its people are.
/// </summary>
public sealed record SupervisionDeclaration
{
    /// <summary>The organisation that supervises.</summary>
    public required ProviderName By { get; init; }

    /// <summary>One of <see cref="SupervisionModes"/>.</summary>
    public required string Mode { get; init; }

    /// <summary>What is covered, in a sentence for people.</summary>
    public required string Scope { get; init; }

    /// <summary>What for, in a sentence for people.</summary>
    public required string Purpose { get; init; }

    /// <summary>The law or rule that it stands on.</summary>
    public required string LegalBasis { get; init; }

    public required SupervisionNotice Notice { get; init; }

    /// <summary>In force from then on; RFC 3339 UTC with milliseconds. Not part of the digest.</summary>
    public required string Since { get; init; }

    /// <summary>The same without the notice's texts, as it stands in the state of events.</summary>
    public SupervisionDeclaration WithoutTexts() => this with { Notice = Notice with { Texts = null } };
}
