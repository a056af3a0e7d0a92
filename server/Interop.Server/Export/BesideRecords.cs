using Dapper;
using Interop.Server.Storage;

namespace Interop.Server.Export;

/// <summary>
/// The records of dispositions that a package needs for the bodies that have ended in it (spec 08.15): the first and the second, which come after all
/// that they name. Those that the scope leaves out are taken beside it.
/// </summary>
internal sealed class BesideRecords(Database database, ExportProgress progress)
{
    private readonly HashSet<long> known = [];

    /// <summary>Notes what tells of the end of this record's body.</summary>
    /// <exception cref="EndedMeanwhileException">The second record is not under the checkpoint of this export.</exception>
    public void Need(ExportRecord record)
    {
        if (record.BodyAbsent != "erased" || record.Ended is not { } begun || !known.Add(begun))
            return;
        var done = database.Read(c => c.QuerySingleOrDefault<long?>("SELECT done FROM endings WHERE begun=@begun", new { begun }));
        if (done is not { } second || second >= progress.Size)
            throw new EndedMeanwhileException();
        progress.Awaited.Add(begun);
        progress.Awaited.Add(second);
    }

    /// <summary>Whether a record that the scope leaves out is needed.</summary>
    public bool Needs(long index) => progress.Awaited.Contains(index);

    /// <summary>The first that is needed from an index on; null for none.</summary>
    public long? Next(long index) => progress.Awaited.Count == 0 ? null : progress.Awaited.Min is var first && first >= index ? first : null;

    /// <summary>Everything before an index was written.</summary>
    public void Passed(long index) => progress.Awaited.RemoveWhere(awaited => awaited < index);
}
