using Interop.Protocol.ClientApi;

namespace Interop.Protocol.ProxyApi;

/// <summary>
/// What an egress decision says of the organisation's own people (spec 07). Other organisations get the stamp, and not this: the stamp has only its
/// digest, base64url(SHA-256(JCS(this))).
/// </summary>
/// <param name="Code">Decision code of the event as its sender is told.</param>
/// <param name="Recipients">Own people to whom it is not delivered now, with a code each.</param>
/// <param name="Salt">base64url, 32 random octets: nobody finds out by trying who is meant.</param>
public sealed record OwnDecisions(string Code, RecipientResult[] Recipients, string Salt);
