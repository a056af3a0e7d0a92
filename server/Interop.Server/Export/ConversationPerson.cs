using Interop.Protocol.Identifiers;

namespace Interop.Server.Export;

/// <param name="User">Whole id.</param>
/// <param name="Name">As displayed.</param>
/// <param name="Network">Of a person of another network: which.</param>
/// <param name="Account">Of the same: the account there, where a record of this conversation has it.</param>
internal sealed record ConversationPerson(UserId User, string Name, string? Network, string? Account)
{
    /// <summary>An address for mail, made of the id; no mailbox need be behind it.</summary>
    public string Address => Names.Address(User);
}
