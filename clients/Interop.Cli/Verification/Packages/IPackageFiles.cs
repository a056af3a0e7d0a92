namespace Interop.Cli.Verification.Packages;

/// <summary>The files of a package, wherever they are. Several threads read at once.</summary>
internal interface IPackageFiles : IDisposable
{
    /// <summary>Octets of each file, by its path in the package.</summary>
    IReadOnlyDictionary<string, long> Sizes { get; }

    /// <summary>Reads from an octet on; answers how many octets, 0 at the end.</summary>
    int Read(string path, long offset, Span<byte> buffer);

    /// <summary>Octet of the package at which an octet of a file lies; null when each file is one of its own.</summary>
    long? PlaceOf(string path, long offset);
}
