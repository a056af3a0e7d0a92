using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>A person whose records can be searched for (spec 08.14).</summary>
/// <param name="User">Its id.</param>
/// <param name="DisplayName">As it is now.</param>
/// <param name="Network">Of a bridged person.</param>
public sealed record NamedPerson(UserId User, string DisplayName, string? Network = null);
