using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Versions;

/// <summary>One version of the standard.</summary>
/// <param name="Name">Its folder in the site: draft, or the name under which it was published.</param>
/// <param name="Standard">Its pages.</param>
internal sealed record StandardVersion(string Name, StandardFolder Standard)
{
    /// <summary>The name of what stands in the checkout.</summary>
    public const string Draft = "draft";

    public bool IsDraft => Name == Draft;

    /// <summary>For people.</summary>
    public string Label => IsDraft ? "Draft" : $"Version {Name}";
}
