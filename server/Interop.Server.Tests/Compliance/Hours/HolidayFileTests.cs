using System.Text.Encodings.Web;
using System.Text.Json;
using Interop.Protocol;
using Interop.Server.Compliance.Hours;
using Interop.Server.Tests.Specification;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.Compliance.Hours;

/// <summary>The calendars of public holidays that come with the server are what the rules give; INTEROP_SPEC_UPDATE writes them.</summary>
public sealed class HolidayFileTests
{
    private static readonly JsonSerializerOptions Shown = new(OcipJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Names => [.. HolidayRules.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void File_IsWhatTheRulesGive(string name)
    {
        var calendar = HolidayRules.All[name];
        // One day a line: a year's change is read at a glance.
        var text = $"{{\"title\":{Json(calendar.Title)},\n\"source\":{Json(calendar.Source)},\n\"days\":[\n{string.Join(",\n", calendar.Days.Select(Json))}\n]}}\n";
        var path = Path.Combine(Repository.Root, "server/Interop.Server/Compliance/Hours/Holidays", $"{name}.json");
        if (SpecFolder.Updates)
            File.WriteAllText(path, text);
        Assert.Equal(text, File.ReadAllText(path));
        Assert.Null(HoursChecks.Holidays(name, calendar));
    }

    [Theory]
    [InlineData("PT", "2026-06-04", "Corpo de Deus")]
    [InlineData("PT", "2027-03-26", "Sexta-Feira Santa")]
    [InlineData("DE", "2025-06-09", "Pfingstmontag")]
    [InlineData("FR", "2028-05-25", "Ascension")]
    [InlineData("GB", "2026-12-28", "Boxing Day (substitute)")]
    [InlineData("GB", "2028-01-03", "New Year's Day")]
    [InlineData("AU", "2027-12-28", "Boxing Day (substitute)")]
    [InlineData("US", "2026-07-03", "Independence Day (observed)")]
    [InlineData("US", "2027-12-31", "New Year's Day (observed)")]
    [InlineData("JP", "2026-05-06", "振替休日")]
    [InlineData("JP", "2026-09-22", "国民の休日")]
    [InlineData("JP", "2028-09-22", "秋分の日")]
    [InlineData("CN", "2027-02-05", "春节")]
    [InlineData("CN", "2028-05-28", "端午节")]
    [InlineData("CN", "2028-10-03", "中秋节; 国庆节")]
    public void Day_IsThere(string name, string date, string title) => Assert.Equal(title, HolidayRules.All[name].Days.Single(d => d.Date == date).Name);

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<T>)Shown.GetTypeInfo(typeof(T)));
}
