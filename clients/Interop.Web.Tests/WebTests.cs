using Xunit;

namespace Interop.Web.Tests;

/// <summary>Tests on the one server and application.</summary>
[CollectionDefinition(Name)]
public sealed class WebTests : ICollectionFixture<WebWorld>
{
    public const string Name = "web";
}
