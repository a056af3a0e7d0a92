using Interop.Server.Archive.Encryption;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Media;

/// <summary>
/// Keys of files, wrapped under groups of media's own, one for each month: a file lives as long as any record refers to it, of whatever class and
/// person, so its key hangs on none of their groups.
/// </summary>
internal sealed class MediaKeys(Database database)
{
    /// <summary>The class that groups of media have in the place of a retention class.</summary>
    public const string GroupClass = "media";

    /// <summary>On the writer's thread, in its transaction.</summary>
    public byte[] Wrap(SqliteConnection writer, DateTimeOffset at, ReadOnlySpan<byte> key) =>
        database.Vault.WrapKey(writer, new KeyGroup(GroupClass, KeyGroup.PeriodOf(at), 0), key);

    /// <exception cref="EncryptionKeyException">The key of the group is missing.</exception>
    public byte[] Unwrap(byte[] wrapped) => database.Vault.UnwrapKey(wrapped);
}
