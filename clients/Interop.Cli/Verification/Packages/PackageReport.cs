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

    /// <summary>Files of media that are here.</summary>
    public long Media { get; init; }

    public long Octets { get; init; }

    /// <summary>Records under the checkpoint.</summary>
    public long LogSize { get; init; }
}
