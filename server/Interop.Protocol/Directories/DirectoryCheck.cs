using System.Text.Json;
using Interop.Protocol.Encoding;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;

namespace Interop.Protocol.Directories;

/// <summary>Whether a directory is a provider's (spec 02). Any input is answered.</summary>
public static class DirectoryCheck
{
    /// <summary>Octets of a signed directory, at most.</summary>
    public const int OctetsMax = 256 * 1024;

    /// <summary>Hours from issued to expires, at most.</summary>
    public const int HoursMax = 48;

    /// <summary>Keys of a directory, those of its proxies included, at most.</summary>
    public const int KeysMax = 200;

    private const int SignaturesMax = 4;
    private static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(5);
    private static readonly StrictJsonLimits Limits = new(OctetsMax, 16);

    /// <summary>Checks form, name, times, keys and signature.</summary>
    /// <param name="octets">As it was served.</param>
    /// <param name="provider">Whose it is to be.</param>
    /// <param name="now">The receiver's time.</param>
    /// <param name="trusts">
    /// Whether a directory key counts: pinned, or announced by an earlier directory. Null trusts the keys that the directory itself has,
    /// as at the first contact.
    /// </param>
    /// <param name="fault">Why null was returned, as a sentence.</param>
    public static VerifiedDirectory? Verify(ReadOnlyMemory<byte> octets, ProviderName provider, DateTimeOffset now, Func<string, bool>? trusts, out string fault)
    {
        if (Read(octets, out var document, out var signatures, out var payload) is { } malformed)
            return Refuse(malformed, out fault);
        if (document.Provider != provider)
            return Refuse($"It is the directory of {document.Provider}.", out fault);
        if (FaultOfTimes(document, now) is { } time)
            return Refuse(time, out fault);
        if (KeysOf(document, out var keys) is { } wrong)
            return Refuse(wrong, out fault);
        foreach (var jws in signatures)
        {
            if (DetachedJws.KeyIdOf(jws, KeyPurposes.Directory) is { } kid && keys.TryGetValue(kid, out var key) && key.IsValidAt(now) && (trusts is null || trusts(kid))
                && DetachedJws.Verify(jws, payload, keys.GetValueOrDefault, KeyPurposes.Directory))
            {
                fault = "";
                return new VerifiedDirectory(document, keys, kid);
            }
        }
        return Refuse(trusts is null ? "It is not signed by a directory key of its own that is in use." : "It is not signed by a directory key that is pinned or was announced before.", out fault);
    }

    private static string? Read(ReadOnlyMemory<byte> octets, out ProviderDirectory document, out string[] signatures, out byte[] payload)
    {
        (document, signatures, payload) = (null!, [], []);
        try
        {
            StrictJson.Validate(octets.Span, Limits);
            var signed = WireJson.Read(octets.Span, OcipJson.Default.SignedDirectory);
            if (signed is null || signed.Signatures.Length is 0 or > SignaturesMax)
                return $"It has 1 to {SignaturesMax} signatures.";
            if (WireJson.Read(signed.Directory, OcipJson.Default.ProviderDirectory) is not { } read)
                return "It has no directory.";
            (document, signatures, payload) = (read, signed.Signatures, CanonicalJson.Of(signed.Directory));
            return null;
        }
        catch (Exception fault) when (fault is MalformedJsonException or JsonException or InvalidOperationException)
        {
            return $"It is not a signed directory: {fault.Message}";
        }
    }

    private static string? FaultOfTimes(ProviderDirectory document, DateTimeOffset now)
    {
        if (!WireTime.TryParse(document.Issued, out var issued) || !WireTime.TryParse(document.Expires, out var expires))
            return "issued and expires are times of the form 2026-01-31T09:30:00.000Z.";
        if (issued > now + AheadMax)
            return "It is issued in the future.";
        if (expires <= now)
            return "It has expired.";
        return expires - issued > TimeSpan.FromHours(HoursMax) ? $"It is for more than {HoursMax} hours." : null;
    }

    private static string? KeysOf(ProviderDirectory document, out Dictionary<string, VerificationKey> keys)
    {
        keys = new(StringComparer.Ordinal);
        foreach (var (jwk, proxy) in document.Keys.Select(k => (k, (ProxyId?)null)).Concat(document.Compliance.Proxies.SelectMany(p => p.Keys.Select(k => (k, (ProxyId?)p.Id)))))
        {
            // Other purposes may come with a later version; nothing of this one is signed by them.
            if (!KeyPurposes.All.Contains(jwk.Purpose))
                continue;
            if (jwk.Proxy != proxy || (proxy is not null && jwk.Purpose != KeyPurposes.Stamp))
                return $"The key {jwk.Kid} is not for stamps of the proxy that it stands with.";
            try
            {
                if (keys.Count >= KeysMax || !keys.TryAdd(jwk.Kid, VerificationKey.From(jwk)))
                    return $"It has more than {KeysMax} keys, or one twice.";
            }
            catch (FormatException wrong)
            {
                return $"The key {jwk.Kid} is no key: {wrong.Message}.";
            }
        }
        return null;
    }

    private static VerifiedDirectory? Refuse(string why, out string fault)
    {
        fault = why;
        return null;
    }
}
