using Interop.Server.Identity;

namespace Interop.Server.Rooms;

/// <summary>A group room that is to be made.</summary>
internal sealed record NewGroup(User Creator, IReadOnlyList<User> Others, string? Name, string? Topic);
