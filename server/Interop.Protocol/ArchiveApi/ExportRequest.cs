using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>Asks for a package of records for somebody outside (spec 08).</summary>
/// <param name="Purpose">Why, in words; archived with the export and told in its manifest.</param>
/// <param name="Formats">Beside the records themselves, which are always in it: csv, eml, actiance, edrm, html.</param>
/// <param name="Scope">Which records.</param>
/// <param name="Media">The files of the events too; true when absent.</param>
/// <param name="ClientCopy">A copy for this person: what the person wrote and was given, and nothing else of the scope.</param>
public sealed record ExportRequest(string Purpose, string[] Formats, ExportScope Scope, bool? Media = null, UserId? ClientCopy = null);
