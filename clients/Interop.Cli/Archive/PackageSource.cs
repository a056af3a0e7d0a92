using System.Text.Json;
using Interop.Cli.Verification;
using Interop.Cli.Verification.Packages;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Archive;

/// <summary>The records of a package of an export, offline. It is verified whole before anything of it is read.</summary>
internal sealed class PackageSource(IPackageFiles files) : IArchiveSource
{
    /// <param name="path">A zip, or a folder of its files.</param>
    /// <param name="pins">Keys as archive verify takes them; none: the package's own count.</param>
    /// <param name="stop">Ends early.</param>
    /// <exception cref="UsageException">There is no such package, or it is not as it was signed.</exception>
    public static PackageSource Open(string path, string[] pins, CancellationToken stop)
    {
        var files = PackageVerification.Open(path);
        try
        {
            var report = new PackageVerifier(files, PackageVerification.Keys(files, pins), new PeerKeySets([])).Run(null, stop);
            return report.Fault is null ? new PackageSource(files) : throw report.Fault;
        }
        catch (PackageFaultException fault)
        {
            files.Dispose();
            throw new UsageException($"'{path}' is not as it was signed: {RecordText.Printable(fault.Message)}");
        }
    }

    public Task<long> SizeAsync(CancellationToken stop) => Task.FromResult((long)Records(-1).Count());

    public IAsyncEnumerable<ArchiveRecord> ReadAsync(long after, CancellationToken stop) => Records(after).ToAsyncEnumerable();

    public Task<ArchiveRecord?> FindAsync(long index, CancellationToken stop) => Task.FromResult(Records(index - 1).TakeWhile(r => r.Index == index).FirstOrDefault());

    public void Dispose() => files.Dispose();

    private IEnumerable<ArchiveRecord> Records(long after) => PackageLines.Of(files, PackageVerifier.Records)
        .Select(line => JsonSerializer.Deserialize(line.Line, OcipJson.Default.ArchiveRecord)!)
        .Where(record => record.Index > after && record.Record.ValueKind == JsonValueKind.Object);
}
