namespace Interop.Protocol.ArchiveApi;

/// <summary>The retention schedule that is in force (spec 9.4).</summary>
/// <param name="Version">Counts up from 0, the schedule that a server begins with.</param>
/// <param name="Classes">In the order in which records name them.</param>
/// <param name="Templates">Classes that rules are known to ask for; none of them is in force by standing here.</param>
/// <param name="At">Since when; absent of version 0.</param>
/// <param name="Author">Account that set it; absent of version 0.</param>
/// <param name="Waiting">Versions that make a minimum earlier and that no second person has approved: until then they do not do so for records that were archived before them.</param>
public sealed record RetentionSchedule(long Version, RetentionClass[] Classes, RetentionClass[] Templates, string? At = null, string? Author = null, long[]? Waiting = null);
