namespace Interop.Server.Identity;

/// <summary>A token that is asked for.</summary>
/// <param name="Account">Whose it is; of a bridge bridge: and its network.</param>
/// <param name="Scopes">What it may do.</param>
internal sealed record NewToken(string Account, string[] Scopes)
{
    /// <summary>The persona that it speaks for; of clients only.</summary>
    public User? User { get; init; }

    /// <summary>Of bridges only.</summary>
    public string? Network { get; init; }

    /// <summary>What its owner calls it.</summary>
    public string? Label { get; init; }

    /// <summary>RFC 3339; null of one that does not end by itself.</summary>
    public string? Expires { get; init; }
}
