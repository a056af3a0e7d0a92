using Interop.Client;
using Interop.Protocol.Identifiers;

namespace Interop.Web.Sessions;

/// <summary>A persona that somebody chats as.</summary>
/// <param name="User">Its id.</param>
/// <param name="Kind">work or personal.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Client">The API with its token.</param>
public sealed record PersonaSeat(UserId User, string Kind, string DisplayName, OcipClient Client)
{
    public bool IsPersonal => Kind == "personal";
}
