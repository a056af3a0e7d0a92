using System.Globalization;
using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Microsoft.Playwright;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>Reports: after-hours work with the person's own word, the books of each day, and what came of supervision.</summary>
[Collection(WebTests.Name)]
public sealed class ReportPageTests(WebWorld world)
{
    [Fact]
    public async Task AfterHoursWork_IsReported_AndThePersonAgrees()
    {
        var (alice, nina) = (await world.PersonAsync("Alice"), await world.PersonAsync("Nina"));
        using var own = await world.ClientOfAsync(alice);
        using var other = await world.ClientOfAsync(nina);
        var user = UserId.Parse($"ocip://acme.example/u/{nina}");
        var room = (await own.CreateRoomAsync(new CreateRoomRequest("direct", [user]))).Room;
        await world.Office.Admin.SetHoursAsync(user, new DeliveryHours { Zone = "Etc/UTC", Weekly = [] });
        await SayAsync(own, room, "Are you there?");
        await SayAsync(other, room, "I am, at night.");
        var month = TimeProvider.System.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture);

        await using var visit = await world.OpenAsRoleAsync("records", $"reports/labour?month={month}", new Look(IsDark: true));
        await visit.Find($"a[data-row][href$='person={nina}']").ClickAsync();
        await Assertions.Expect(visit.Find(".pane")).ToContainTextAsync("has not said yet");
        await Assertions.Expect(visit.Find("tr.here")).ToContainTextAsync("5 min");
        await visit.ShootAsync("labour");
        Assert.Empty(await visit.ViolationsAsync());
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "CSV" }).ClickAsync());
        Assert.Equal($"after-hours-{month}.csv", download.SuggestedFilename);
        using var octets = new MemoryStream();
        await (await download.CreateReadStreamAsync()).CopyToAsync(octets);
        Assert.StartsWith("\uFEFFmonth,user,", System.Text.Encoding.UTF8.GetString(octets.ToArray()), StringComparison.Ordinal);
        Assert.Contains($"\"{month}\",\"{user.Value}\",\"Nina\"", System.Text.Encoding.UTF8.GetString(octets.ToArray()), StringComparison.Ordinal);

        await using var account = await world.OpenAsAsync(nina, "account", Look.Phone);
        await Assertions.Expect(account.Find(".labour dd").First).ToHaveTextAsync("1");
        await account.ShootAsync("labour-own");
        Assert.Empty(await account.ViolationsAsync());
        await account.Button("These figures are right").ClickAsync();
        await Assertions.Expect(account.Find(".labour .chip")).ToHaveTextAsync("agrees");
        await visit.ReloadAsync();
        await Assertions.Expect(visit.Find("tr.here .chip")).ToHaveTextAsync("agrees");
        await world.Office.Admin.ClearHoursAsync(user);
    }

    [Theory]
    [InlineData(1440, false)]
    [InlineData(360, true)]
    public async Task BooksOfADay_SayWhatCameIn_BySource(int width, bool isDark)
    {
        await using var visit = await world.OpenAsRoleAsync("operator", "reports/reconciliation", new Look(width, isDark));
        var today = visit.Find("a[data-row]").First;
        await Assertions.Expect(visit.Find("tbody tr").First).ToContainTextAsync("so far");
        Assert.Empty(await visit.ViolationsAsync());
        await today.ClickAsync();
        await Assertions.Expect(visit.Find(".pane tbody tr").Last).ToContainTextAsync("all");
        await visit.ShootAsync($"reconciliation-{width}");
        Assert.Empty(await visit.ViolationsAsync());
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways");
        await Assertions.Expect(visit.Find(".rail a[href='/reports/labour']")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Supervision_IsShownOverTime_WithCoverage()
    {
        await using var visit = await world.OpenAsRoleAsync("examiner", "reports?days=7");
        await Assertions.Expect(visit.Find("figure")).ToHaveCountAsync(4);
        await Assertions.Expect(visit.Find("header p .chip").First).ToContainTextAsync("never reviewed");
        await visit.ShootAsync("reports");
        Assert.Empty(await visit.ViolationsAsync());
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "CSV" }).Last.ClickAsync());
        Assert.StartsWith("coverage-", download.SuggestedFilename, StringComparison.Ordinal);
    }

    private static Task<SubmitResponse> SayAsync(OcipClient client, RoomId room, string text) => client.SubmitAsync(new SubmitRequest(TransactionId.Create(TimeProvider.System),
        [new EventDraft { Room = room, Type = EventTypes.Message, Content = JsonSerializer.SerializeToElement(MessageText.Of(text), OcipJson.Default.MessageContent) }]));
}
