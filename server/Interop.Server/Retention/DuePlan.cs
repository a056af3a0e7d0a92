using System.Text.Json.Serialization;
using Interop.Protocol.ArchiveApi;

namespace Interop.Server.Retention;

/// <summary>What a proposal would end; kept in the store, so that what is run is what was approved.</summary>
/// <param name="Groups">Of each class whose maximum has come: the groups that are due.</param>
/// <param name="First">Lowest record that can be among them.</param>
/// <param name="Last">Highest record that can be among them.</param>
/// <param name="Counts">By class, month and kind of room.</param>
/// <param name="Examples">The first records.</param>
/// <param name="KeptByMinimum">Records whose maximum has come and which a longer minimum keeps.</param>
/// <param name="KeptByHold">Records whose maximum has come and which a hold keeps.</param>
internal sealed record DuePlan(
    Dictionary<string, long[]> Groups, long First, long Last, DispositionCount[] Counts, long[] Examples, long KeptByMinimum, long KeptByHold)
{
    [JsonIgnore]
    public long Count => Counts.Sum(c => c.Count);
}
