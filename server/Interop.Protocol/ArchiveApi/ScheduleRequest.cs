namespace Interop.Protocol.ArchiveApi;

/// <param name="Classes">The whole schedule that is to be in force; default is always among them.</param>
public sealed record ScheduleRequest(RetentionClass[] Classes);
