using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ClientApi;

/// <param name="User">The participant.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Persona">work, personal, service or bridged.</param>
/// <param name="Network">The network on which this participant is reached, or null for this server's own clients.</param>
/// <param name="Role">admin or member.</param>
/// <param name="SupervisedBy">The organisation whose declared supervision covers what this participant writes (spec 07).</param>
public sealed record ParticipantView(
    UserId User, string DisplayName, string Persona, string? Network = null, string Role = "member", ProviderName? SupervisedBy = null);
