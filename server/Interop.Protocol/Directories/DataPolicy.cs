namespace Interop.Protocol.Directories;

/// <summary>What becomes of data that the provider gets.</summary>
public sealed record DataPolicy
{
    /// <summary>How long events are kept at least: days. Null: without an end.</summary>
    public int? RetentionDaysMin { get; init; }

    /// <summary>Who may read the archive: roles of the organisation, in words.</summary>
    public string[]? Access { get; init; }

    /// <summary>Countries in which data is stored: ISO 3166-1 alpha-2.</summary>
    public string[]? Storage { get; init; }

    /// <summary>https URL of the policy's text.</summary>
    public string? Url { get; init; }
}
