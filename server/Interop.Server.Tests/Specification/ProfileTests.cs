using Interop.Cli.Spec.Checking;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>The table of profiles in 14: its names are the known ones, and its areas are those that requirements.csv gives them.</summary>
public sealed class ProfileTests
{
    private const string Head = "| Profile | For | Needs also | Areas of its requirements |\n|---|---|---|---|\n";

    [Fact]
    public void Profiles_HaveTheAreasOfTheirRequirements()
    {
        var page = SpecFolder.Page("14-versioning.md");
        var rows = page.Table("profiles");
        Assert.Equal(RowCheck.Profiles, rows.Select(row => row[0]));
        page.Expect("profiles", Head + string.Join('\n', rows.Select(row => $"| {row[0]} | {row[1]} |{(row[2].Length == 0 ? "" : $" {row[2]}")} | {Areas(row[0])} |")));
    }

    [Fact]
    public void Profiles_NeedProfilesThatExist() =>
        Assert.All(
            SpecFolder.Page("14-versioning.md").Table("profiles").SelectMany(row => row[2].Split(", ", StringSplitOptions.RemoveEmptyEntries)),
            needed => Assert.Contains(needed, RowCheck.Profiles));

    /// <summary>In the order of the pages.</summary>
    private static string Areas(string profile) =>
        string.Join(' ', SpecFolder.Standard.Requirements.Where(r => r.Profile == profile).OrderBy(r => r.Order).Select(r => r.Id[..3]).Distinct(StringComparer.Ordinal));
}
