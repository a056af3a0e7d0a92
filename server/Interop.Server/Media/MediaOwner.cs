using Interop.Protocol.Identifiers;
using Interop.Server.Identity;

namespace Interop.Server.Media;

/// <summary>Who has put media in, as the store knows them: until an event refers to them they are nobody else's.</summary>
internal static class MediaOwner
{
    public static string Of(User user) => $"user:{user.Id}";

    public static string Of(ProviderName peer) => $"peer:{peer.Value}";
}
