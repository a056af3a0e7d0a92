namespace Interop.Protocol.ArchiveApi;

/// <summary>What restoring a backup for a try has shown (spec 08.18).</summary>
/// <param name="Manifest">Of the backup: base64url(SHA-256(JCS(manifest))).</param>
/// <param name="Records">Records of the log that were verified.</param>
/// <param name="Good">Everything was as it was signed, could be read, and is a beginning of the live log.</param>
/// <param name="Seconds">How long restoring, starting and verifying took.</param>
/// <param name="Detail">The first thing that was wrong.</param>
public sealed record BackupDrill(string Manifest, long Records, bool Good, long Seconds, string? Detail = null);
