using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>Tests between organisations and with compliance proxies of their own: several servers each. One after the other, beside all others.</summary>
[CollectionDefinition(Name)]
public sealed class SeveralOrganisationsTests
{
    public const string Name = "several organisations";
}
