using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Directories;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Compliance;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Retention;
using Interop.Server.Storage;

namespace Interop.Server.Peers;

/// <summary>This provider's directory (spec 02), signed anew when something in it has changed, or before it grows old.</summary>
internal sealed class OwnDirectory(ServerOptions options, ArchiveKeys keys, Organisation organisation, Database database, AppendLog log, TimeProvider time, DeclaredProxy proxy)
{
    /// <summary>The version of OCIP that is spoken here.</summary>
    public const string Version = "1";

    /// <summary>The capability (spec 18) that events may refer to files.</summary>
    private const string Media = "media";

    private const int SignaturesMax = 4;
    private const int TextMax = 1000;

    private readonly Lock gate = new();
    private string? made;
    private DateTimeOffset issued;
    private byte[] octets = [];

    /// <summary>The signed directory as it is served.</summary>
    public byte[] Octets()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var content = JsonSerializer.Serialize(Document(DateTimeOffset.UnixEpoch), OcipJson.Default.ProviderDirectory);
            if (content != made || now >= issued + PeerLimits.IssuedEvery || now < issued)
            {
                octets = Sign(Document(now), now);
                (made, issued) = (content, now);
            }
            return octets;
        }
    }

    /// <summary>What an administrator has set, or what holds as long as nobody has.</summary>
    public DirectoryDetails Details() => database.Read(c => c.QuerySingleOrDefault<string?>("SELECT value FROM settings WHERE name='directory'")) is { } json
        ? JsonSerializer.Deserialize(json, OcipJson.Default.DirectoryDetails)!
        : new DirectoryDetails { DataPolicy = new DataPolicy(), Contacts = [] };

    public async Task SetAsync(Principal principal, DirectoryDetails details)
    {
        if (details.Contacts.Any(c => c.Length > TextMax || !Uri.TryCreate(c, UriKind.Absolute, out var uri) || uri.Scheme is not ("mailto" or "https")))
            throw new ProblemException(DecisionCodes.Malformed, "contacts are mailto: or https: URLs.");
        if (details.RetentionFloorDays is < 0 || details.DataPolicy.RetentionDaysMin is < 0)
            throw new ProblemException(DecisionCodes.Malformed, "Days are not negative.");
        var json = JsonSerializer.Serialize(details, OcipJson.Default.DirectoryDetails);
        if (json.Length > DirectoryCheck.OctetsMax / 4)
            throw new ProblemException(DecisionCodes.TooLarge, "This is too much for a directory.");
        await log.AppendAsync(new LogRecord(LogRecord.Policy, new JsonObject { ["what"] = "directory" }, new JsonObject { ["by"] = principal.Account, ["value"] = JsonNode.Parse(json) }), (c, _) =>
            c.Execute("INSERT INTO settings(name, value) VALUES ('directory', @json) ON CONFLICT (name) DO UPDATE SET value=excluded.value", new { json }));
    }

    private ProviderDirectory Document(DateTimeOffset now)
    {
        var details = Details();
        return new ProviderDirectory
        {
            Provider = options.Provider,
            Versions = [Version],
            Profiles = ["Core", "Federation", "ComplianceProxy", "Archive", "Bridge"],
            Capabilities = [.. (details.Capabilities ?? []).Append(Media).Append(OutgoingRetention.Capability).Distinct(StringComparer.Ordinal)],
            Endpoints = new Dictionary<string, string> { [ProviderDirectory.Federation] = new Uri(options.Transport.PublicUrl, "ocip/v1/federation").AbsoluteUri },
            Keys = [.. keys.Public().Keys.Where(k => k.Purpose != KeyPurposes.Stamp)],
            Limits = new DirectoryLimits(InboundLimits.TransactionOctetsMax, EventLimits.TransactionEventsMax, EventLimits.EventOctetsMax) { MediaOctets = options.Media.OctetsMax },
            DataPolicy = details.DataPolicy,
            Compliance = Compliance(details),
            Issued = WireTime.Format(now),
            Expires = WireTime.Format(now + PeerLimits.IssuedFor),
        };
    }

    private ComplianceBlock Compliance(DirectoryDetails details)
    {
        return new ComplianceBlock
        {
            Log = proxy.Log,
            Proxies =
            [
                new ProxyEntry
                {
                    Id = proxy.Id,
                    Endpoint = proxy.Endpoint,
                    Keys = proxy.Keys,
                    Functions = [ProxyEntry.Egress, ProxyEntry.Ingress],
                    Required = true,
                    FailurePolicy = proxy.FailurePolicy,
                },
            ],
            Supervision = organisation.Supervision,
            RetentionFloorDays = details.RetentionFloorDays,
            Contacts = details.Contacts,
        };
    }

    /// <summary>By the present key and those before it that count on: who trusts an earlier key accepts what it vouches for.</summary>
    private byte[] Sign(ProviderDirectory document, DateTimeOffset now)
    {
        var element = JsonSerializer.SerializeToElement(document, OcipJson.Default.ProviderDirectory);
        var payload = CanonicalJson.Of(element);
        string[] signatures = [.. keys.Ring(KeyPurposes.Directory)!.Counting(now).Take(SignaturesMax).Select(key => DetachedJws.Sign(key, payload))];
        return JsonSerializer.SerializeToUtf8Bytes(new SignedDirectory(element, signatures), OcipJson.Default.SignedDirectory);
    }
}
