namespace Interop.Server.Peers;

/// <summary>What a peer answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Fields">Lower-case name → value.</param>
/// <param name="Body">The whole body.</param>
internal sealed record PeerAnswer(int Status, IReadOnlyDictionary<string, string> Fields, byte[] Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>It cannot do this request, whoever asks and when: not a matter of signatures, agreements or time.</summary>
    public bool RefusesTheRequest => Status is (>= 400 and < 500 and not (401 or 403 or 408 or 429)) or 501;

    /// <summary>What Retry-After asks for, in seconds; null when it asks for nothing.</summary>
    public TimeSpan? RetryAfter => Fields.TryGetValue("retry-after", out var text) && int.TryParse(text, out var seconds) && seconds >= 0 ? TimeSpan.FromSeconds(seconds) : null;
}
