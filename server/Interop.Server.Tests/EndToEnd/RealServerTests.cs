using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>Tests against one real server; one after the other. They mostly wait, so that another collection runs beside them.</summary>
[CollectionDefinition(Name)]
public sealed class RealServerTests : ICollectionFixture<RealServer>
{
    public const string Name = "real server";
}
