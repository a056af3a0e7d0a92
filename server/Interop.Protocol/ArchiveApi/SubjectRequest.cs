using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>A request of a person about the own records (spec 9.9). The person is named by user id, or by an account of a network; one of the two.</summary>
/// <param name="Kind">access, erasure or objection.</param>
/// <param name="Basis">The right that is used, such as EU GDPR 17(1)(b); at most 128 octets.</param>
/// <param name="User">User id.</param>
/// <param name="Network">Network of the account.</param>
/// <param name="Account">Account there.</param>
/// <param name="Id">UUID version 7: the same request again is answered as it stands.</param>
public sealed record SubjectRequest(string Kind, string Basis, UserId? User = null, string? Network = null, string? Account = null, TransactionId? Id = null)
{
    public const string Access = "access";
    public const string Erasure = "erasure";
    public const string Objection = "objection";
}
