namespace Interop.Cli.Demo.Parts;

/// <summary>How a process of the server's program is set up.</summary>
internal sealed record DemoServerOptions
{
    /// <summary>The organisation's DNS name.</summary>
    public required string Provider { get; init; }

    /// <summary>Data folder: database, keys, archive.</summary>
    public required string Data { get; init; }

    /// <summary>File for its output.</summary>
    public required string Log { get; init; }

    /// <summary>Where it listens besides, such as for other providers; null: nowhere.</summary>
    public Uri? AlsoAt { get; init; }

    /// <summary>Further options of its command line, for every start.</summary>
    public IReadOnlyList<string> More { get; init; } = [];
}
