using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>Tests that mostly start servers of their own, with files and packages. One after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SeveralServersTests : ICollectionFixture<RealServer>
{
    public const string Name = "several servers";
}
