using System.Text;
using Interop.Cli.Demo.Firm;
using Interop.Cli.Demo.Firm.Files;
using Interop.Cli.Generating;
using Xunit;

namespace Interop.Cli.Tests.Demo;

/// <summary>What the demo's firm is made of, before any of it is sent.</summary>
public sealed class FirmTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Plan_HasThePeopleAndRoomsThatAreSaid(ulong seed)
    {
        var plan = new FirmPlan(seed);
        Assert.True(plan.People.Length >= 200 && plan.Rooms.Length >= 300, $"{plan.People.Length} people, {plan.Rooms.Length} rooms");
        Assert.Equal(6, plan.People.Select(p => p.Group).Distinct().Count());
        Assert.Equal(4, plan.People.Select(p => p.Office.Country).Distinct().Count());
        Assert.Equal(FirmPlan.Networks.Order(), plan.Rooms.Select(r => r.Client?.Network).OfType<string>().Distinct().Order());
        Assert.Equal(plan.People.Select(p => p.Account), new FirmPlan(seed).People.Select(p => p.Account));
    }

    [Fact]
    public void Languages_AreKnownByTheirWords()
    {
        var speech = new Speech(new Dice(3));
        foreach (var language in Language.All)
        {
            var guesses = Enumerable.Range(0, 100).Select(_ => LanguageGuess.Of(speech.Message(language))).ToArray();
            Assert.True(guesses.Count(g => g == language.Code) > 85, $"{language.Code}: {string.Join(' ', guesses)}");
        }
    }

    [Fact]
    public void Files_AreWhatTheySay()
    {
        var dice = new Dice(5);
        var files = Enumerable.Range(0, 60).Select(n => FirmFile.Make(dice, n % Language.All.Count)).ToArray();
        Assert.Equal(5, files.Select(f => f.Type).Distinct().Count());
        foreach (var file in files)
        {
            var begins = Encoding.Latin1.GetString(file.Octets.AsSpan(0, 4));
            Assert.Equal(file.Type switch { ChartFile.Type => "\u0089PNG", PrintFile.Type => "%PDF", LetterFile.Type => "PK\u0003\u0004", _ => begins }, begins);
        }
    }

    [Fact]
    public void Outages_AreOnWorkingDays_OneForEachNetwork()
    {
        for (var day = 0; day < 14; day++)
        {
            var outages = FirmOutage.Plan(new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day));
            Assert.Equal(FirmPlan.Networks.Order(), outages.Select(o => o.Network).Order());
            Assert.DoesNotContain(outages, o => o.From.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || o.To <= o.From);
        }
    }
}
