namespace Interop.Protocol.ArchiveApi;

/// <summary>Asks for a backup (spec 08.18).</summary>
/// <param name="Name">1 to 64 characters of a-z, 0-9, hyphen and full stop, beginning with a letter or digit; of a backup that there is not.</param>
/// <param name="WithKeys">The keys that encrypt the archive go into it: whoever has the backup can read it. Absent: they do not.</param>
public sealed record BackupRequest(string Name, bool? WithKeys = null);
