namespace Interop.Protocol.ArchiveApi;

/// <param name="Alarms">Oldest first; those that are over before those that stand.</param>
public sealed record AlarmList(AlarmView[] Alarms);
