using Interop.Protocol;
using Interop.Protocol.ArchiveApi;

namespace Interop.Client.Officers;

/// <summary>Who else has signed the log's head, and why a record is kept (spec 08.10, 09).</summary>
public sealed class EvidenceClient
{
    private readonly HttpCalls calls;

    internal EvidenceClient(HttpCalls calls) => this.calls = calls;

    /// <summary>Witnesses of C2SP tlog-witness, and what each has cosigned last.</summary>
    public Task<WitnessList> WitnessesAsync(CancellationToken stop = default) => calls.GetAsync("archive/witnesses", OcipJson.Default.WitnessList, stop);

    /// <summary>Tokens of RFC 3161 over heads of the log.</summary>
    public Task<TimestampList> TimestampsAsync(CancellationToken stop = default) => calls.GetAsync("archive/timestamps", OcipJson.Default.TimestampList, stop);

    /// <summary>How long the body of a record is kept, and why.</summary>
    public Task<RetentionView> RetentionAsync(long index, CancellationToken stop = default) => calls.GetAsync($"archive/records/{index}/retention", OcipJson.Default.RetentionView, stop);
}
