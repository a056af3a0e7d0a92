using Interop.Protocol.BridgeApi;
using Interop.Protocol.Identifiers;

namespace Interop.Protocol.AdminApi;

public sealed record PersonaView(UserId User, string Kind, string DisplayName, NetworkAccount[] Links);
