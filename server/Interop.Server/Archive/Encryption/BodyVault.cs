using System.Security.Cryptography;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive.Encryption;

/// <summary>
/// Encryption at rest (spec 08.9): bodies go into the store as cells (<see cref="Cell"/>) and come out through the SQL function
/// <c>opened(cell)</c>, which every connection of <see cref="Database"/> has.
/// </summary>
internal sealed class BodyVault(Database database, IKeyEncryption encryption)
{
    public KeyGroups Groups { get; } = new(database, encryption);

    /// <summary>The body in a cell. What was written before there was encryption stands as it is, and begins with a brace.</summary>
    /// <exception cref="EncryptionKeyException">A key is missing.</exception>
    /// <exception cref="AuthenticationTagMismatchException">The cell was altered.</exception>
    public byte[]? Open(byte[]? stored) => stored is null || !Cell.IsCell(stored) ? stored : BodyForm.Restore(Cell.Open(Groups.Get(Cell.GroupOf(stored)), stored));

    /// <summary>Encrypts a body. On the writer's thread, in its transaction.</summary>
    public byte[] Encrypt(SqliteConnection writer, ReadOnlySpan<byte> body, in KeyGroup group) => Cell.Encrypt(Groups.GetOrAdd(writer, group), BodyForm.Shorten(body));

    /// <summary>Wraps the key (32 octets) of something that lies outside of the database. On the writer's thread, in its transaction.</summary>
    public byte[] WrapKey(SqliteConnection writer, in KeyGroup group, ReadOnlySpan<byte> key) => Cell.WrapKey(Groups.GetOrAdd(writer, group), key);

    /// <exception cref="EncryptionKeyException">A key is missing.</exception>
    /// <exception cref="AuthenticationTagMismatchException">It was altered.</exception>
    public byte[] UnwrapKey(byte[] wrapped) => Cell.UnwrapKey(Groups.Get(Cell.GroupOf(wrapped)), wrapped);
}
