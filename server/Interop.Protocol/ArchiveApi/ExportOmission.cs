namespace Interop.Protocol.ArchiveApi;

/// <summary>What an export does not have, by reason.</summary>
/// <param name="Reason">outOfScope, role, sealed, notKept, erased, mediaAbsent, mediaNotAsked, notDelivered, or conversationText.</param>
/// <param name="Count">Records, or files of media.</param>
public sealed record ExportOmission(string Reason, long Count);
