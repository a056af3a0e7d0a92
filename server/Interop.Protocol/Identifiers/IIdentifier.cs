namespace Interop.Protocol.Identifiers;

/// <summary>An identifier on the wire: one string with one canonical form (spec 03).</summary>
/// <typeparam name="TSelf">The identifier type itself.</typeparam>
public interface IIdentifier<TSelf>
    where TSelf : struct, IIdentifier<TSelf>
{
    /// <summary>The canonical form, as it stands on the wire.</summary>
    string Value { get; }

    /// <summary>Reads the canonical form; anything else is refused, nothing is repaired.</summary>
    static abstract bool TryParse(string? text, out TSelf id);
}
