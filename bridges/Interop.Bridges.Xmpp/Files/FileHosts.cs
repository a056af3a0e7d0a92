using System.Collections.Concurrent;
using Interop.Bridges.Connectors;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Component;

namespace Interop.Bridges.Xmpp.Files;

/// <summary>
/// From where the bridge fetches the files of a person: the upload host of the person's own server and hosts that the administrator names. What a message says
/// is a stranger's wish; without this a stranger could make the bridge open any address that it can reach.
/// </summary>
internal sealed class FileHosts(UploadService uploads, XmppOptions options, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, (IReadOnlyList<string> Hosts, long Since)> known = new(StringComparer.Ordinal);
    private volatile string? own;

    /// <summary>A place that the own server gave: its host keeps the files of the server's own people.</summary>
    public void Learn(UploadSlot slot) => own = slot.Get.Authority;

    /// <exception cref="NativeRefusedException">Not from there.</exception>
    public async Task<FileTrust> CheckAsync(Uri url, string sender, CancellationToken cancel)
    {
        if (options.FileHosts.Contains(url.Authority, StringComparer.OrdinalIgnoreCase) || options.FileHosts.Contains(url.Host, StringComparer.OrdinalIgnoreCase))
            return FileTrust.Named;
        var domain = Jid.TryParse(sender, out var jid) ? jid.Domain : "";
        var isOwn = domain == options.Server || domain.EndsWith($".{options.Server}", StringComparison.Ordinal);
        if (isOwn && string.Equals(url.Authority, own ?? await OwnAsync(cancel), StringComparison.OrdinalIgnoreCase))
            return FileTrust.Named;
        if (url.Scheme == Uri.UriSchemeHttps && domain.Length > 0 && await IsUploadHostAsync(url.Host.ToLowerInvariant(), isOwn ? options.Server : domain, cancel))
            return FileTrust.Stranger;
        throw new NativeRefusedException("The bridge fetches files only from the place where the sender's own server keeps them.");
    }

    /// <summary>The own server says it by giving a place; that place is left to expire.</summary>
    private async Task<string?> OwnAsync(CancellationToken cancel)
    {
        try
        {
            Learn(await uploads.AskAsync("probe", "application/octet-stream", 1, cancel));
        }
        catch (NativeRefusedException)
        {
            // None for the bridge: its people's files are known by name of the host only.
        }
        return own;
    }

    /// <summary>The service's own name, or another name within the sender's domain, where a server has such a service at all.</summary>
    private async Task<bool> IsUploadHostAsync(string host, string domain, CancellationToken cancel)
    {
        if (!known.TryGetValue(domain, out var kept) || time.GetElapsedTime(kept.Since) > Kept)
            known[domain] = kept = (await ServicesAsync(domain, cancel), time.GetTimestamp());
        return kept.Hosts.Count > 0 && (kept.Hosts.Contains(host, StringComparer.Ordinal) || host == domain || host.EndsWith($".{domain}", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<string>> ServicesAsync(string domain, CancellationToken cancel)
    {
        try
        {
            return [.. (await uploads.FindAsync(domain, cancel)).Select(service => service.Address)];
        }
        catch (StanzaErrorException error) when (error.Type != "wait")
        {
            return []; // no such server, or it does not speak with us
        }
        catch (StanzaErrorException error)
        {
            throw new IOException($"{domain} does not say where it keeps files: {error.Message}", error);
        }
    }
}
