using Interop.Cli.Verification.Outside;
using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Verification.Packages;

/// <summary>What was found out about a package. Without a fault everything in it is as it was signed.</summary>
internal sealed record PackageReport
{
    public PackageFaultException? Fault { get; init; }

    /// <summary>Octet of the package's own file at which the fault is; null when it is a folder.</summary>
    public long? Place { get; init; }

    public ExportManifest? Manifest { get; init; }

    public long Records { get; init; }

    public long Batches { get; init; }

    /// <summary>Bodies that have ended, under dispositions that name them.</summary>
    public long Ended { get; init; }

    /// <summary>These dispositions.</summary>
    public long Dispositions { get; init; }

    /// <summary>Of these, those of which records are not here: that they were signed over just the records that they name is not shown.</summary>
    public long RootsNotShown { get; init; }

    /// <summary>Events of rooms with other providers, with what those signed.</summary>
    public long Attested { get; init; }

    /// <summary>Among them, those of which only the archive says who ordered the room then.</summary>
    public long HubsNotShown { get; init; }

    /// <summary>Providers that have signed something and whose keys were not given.</summary>
    public IReadOnlyCollection<string> Unpinned { get; init; } = [];

    /// <summary>Who besides the archive has signed heads of its log.</summary>
    public OutsideSigned Outside { get; init; } = new();

    /// <summary>Files of media that are here.</summary>
    public long Media { get; init; }

    public long Octets { get; init; }

    /// <summary>Records under the checkpoint.</summary>
    public long LogSize { get; init; }
}
