using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>Tests that mostly start servers of their own: proxies, several organisations, files between them. One after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SeveralServersTests : ICollectionFixture<RealServer>
{
    public const string Name = "several servers";
}
