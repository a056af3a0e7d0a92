namespace Interop.Cli.Verification;

/// <summary>A row of the table key_groups (spec 08.9).</summary>
/// <param name="Id">As in the cells.</param>
/// <param name="Class">Retention class.</param>
/// <param name="Period">Month.</param>
/// <param name="Subject">Row of a person, or 0.</param>
/// <param name="Kek">Id of the key-encryption key that wraps it.</param>
/// <param name="Wrapped">Nonce, key and tag.</param>
internal sealed record KeyGroupRow(long Id, string Class, string Period, long Subject, string Kek, byte[] Wrapped);
