using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <param name="User">Who.</param>
/// <param name="DisplayName">As it is now.</param>
/// <param name="Role">admin or member.</param>
/// <param name="JoinedSeq">Events from this place on were for them.</param>
public sealed record ConversationPerson(UserId User, string DisplayName, string Role, long JoinedSeq);
