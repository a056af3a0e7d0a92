using Xunit;

namespace Interop.Cli.Tests.Spec.Browsing;

/// <summary>Tests in the one browser.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Browser>
{
    public const string Name = "browser";
}
