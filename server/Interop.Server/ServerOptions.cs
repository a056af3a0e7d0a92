using Interop.Protocol.Identifiers;
using Interop.Server.Backup;
using Interop.Server.Evidence;
using Interop.Server.Export;
using Interop.Server.Media;
using Interop.Server.Peers;
using Interop.Server.Retention;

namespace Interop.Server;

/// <summary>What the server is started with. Every option can be given as --name value or as OCIP_NAME in the environment.</summary>
internal sealed record ServerOptions
{
    /// <summary>--provider: the organisation's DNS name, part of every identifier. Cannot change once the data folder exists.</summary>
    public required ProviderName Provider { get; init; }

    /// <summary>--data: folder for database, keys and the one-time bootstrap secret.</summary>
    public required string Data { get; init; }

    /// <summary>--key-folder: where the keys are that encrypt the archive; null: {data}/keys.</summary>
    public string? Keys { get; init; }

    /// <summary>Where the keys are that encrypt the archive.</summary>
    public string KeyFolder => Keys ?? Path.Combine(Data, "keys");

    /// <summary>--role provider (default) or proxy.</summary>
    public ServerRole Role { get; init; }

    /// <summary>--failure-policy closed (default), queue or open.</summary>
    public FailurePolicy FailurePolicy { get; init; }

    /// <summary>--proxy-name: of the role proxy, its name; of a provider, that of the engine in its process.</summary>
    public string ProxyName { get; init; } = "main";

    /// <summary>--proxy: where the compliance proxy is that decides for this provider; null: the policies in this process.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>--proxy-keys: file with the proxy's keys, as its /ocip/v1/keys answers; null: those of the first contact are kept.</summary>
    public string? ProxyKeys { get; init; }

    /// <summary>--proxy-token: file with the token that the proxy has given this provider.</summary>
    public string? ProxyToken { get; init; }

    /// <summary>Under which name this process decides.</summary>
    public ProxyId OwnProxy => ProxyId.Of(Provider, ProxyName);

    /// <summary>--fault: for tests only; needs --development.</summary>
    public string? Fault { get; init; }

    /// <summary>--clock: for tests only; needs --development. File with the seconds by which the clock is ahead.</summary>
    public string? Clock { get; init; }

    /// <summary>The clock of the process.</summary>
    public TimeProvider Time => Clock is null ? TimeProvider.System : new ShiftedClock(Clock);

    /// <summary>Heads and witnesses.</summary>
    public EvidenceOptions Evidence { get; init; } = new();

    /// <summary>How much is kept of media.</summary>
    public MediaOptions Media { get; init; } = new();

    /// <summary>How dispositions are run.</summary>
    public RetentionOptions Retention { get; init; } = new();

    /// <summary>Where packages of exports are, and for how long.</summary>
    public ExportOptions Exports { get; init; } = new();
    /// <summary>Where backups are put.</summary>
    public BackupOptions Backup { get; init; } = new();

    /// <summary>--read-only: nothing is written to the log, and nothing works in the background.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>How other providers are reached and reach this one.</summary>
    public required TransportOptions Transport { get; init; }

    /// <summary>The name of the archive's log: the origin line of its checkpoints.</summary>
    public string Log => Role == ServerRole.Proxy ? $"{Provider.Value}/p/{ProxyName}" : $"{Provider.Value}/archive";
}
