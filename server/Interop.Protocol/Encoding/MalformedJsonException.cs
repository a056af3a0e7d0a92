namespace Interop.Protocol.Encoding;

/// <summary>A text is not the strict JSON of spec 03.</summary>
public sealed class MalformedJsonException : FormatException
{
    public MalformedJsonException(string message, long offset)
        : base($"{message} (at octet {offset})") => Offset = offset;

    public MalformedJsonException(string message, long offset, Exception inner)
        : base($"{message} (at octet {offset})", inner) => Offset = offset;

    /// <summary>Octet at which the fault was seen; from 0.</summary>
    public long Offset { get; }
}
