using Xunit;

namespace Interop.Server.Tests.EndToEnd;

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RealServerTests : ICollectionFixture<RealServer>
{
    public const string Name = "real server";
}
