using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Interop.Server.Tests.LongestFirst", "Interop.Server.Tests")]

namespace Interop.Server.Tests;

/// <summary>
/// Collections with a name begin first: each is many classes, one after the other, that share servers. Begun last, they would run alone at the end, with
/// most of the machine idle.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(c => c.CollectionDefinition is null).ThenBy(c => c.DisplayName, StringComparer.Ordinal);
}
