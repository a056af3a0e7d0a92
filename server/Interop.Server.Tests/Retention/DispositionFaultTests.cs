using Dapper;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Faults;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.Retention;

/// <summary>The server dies in a disposition: it is completed before anything else ends, and what came on hold meanwhile is kept (RET-9.36, 9.37).</summary>
[Collection(RealServerTests.Name)]
public sealed class DispositionFaultTests
{
    [Fact]
    public async Task Crash_InEachPhase_IsCompletedAfterTheRestart()
    {
        await using var world = await RetentionWorld.OpenAsync();
        await world.PutAsync("archive/schedule", RetentionWorld.Schedule);
        var days = 0;
        foreach (var point in new[] { FaultPoints.DispositionBegun, FaultPoints.DispositionBodies, FaultPoints.DispositionDone })
        {
            var said = await world.Alice.SayAsync(world.Room, "one of " + point);
            var held = await world.Alice.SayAsync(world.Room, "two of " + point);
            await world.AheadAsync(days += 3);
            await world.RestartAsync("--fault", point);
            var proposal = await Died(world);
            Assert.True(await world.Scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(60)), point);
            Assert.Contains("is not done", world.Verify().Fault ?? "is not done", StringComparison.Ordinal);
            if (point == FaultPoints.DispositionBegun)
                Hold(world, held.Index!.Value);
            if (point == FaultPoints.DispositionBodies)
            {
                // Nothing can be written: what was begun cannot go on, and somebody is told.
                await world.RestartAsync("--fault", FaultPoints.CommitError);
                await UnwritableArchiveTests.StandsAsync(world.Scene, "endingStopped");
            }
            await world.RestartAsync();
            await world.DoneAsync(proposal);

            var report = world.Verify();
            Assert.Null(report.Fault);
            Assert.Equal("erased", (await world.Scene.Office.Archive.RecordAsync(said.Index!.Value))!.BodyAbsent);
            Assert.Equal(point == FaultPoints.DispositionBegun ? null : "erased", (await world.Scene.Office.Archive.RecordAsync(held.Index!.Value))!.BodyAbsent);
            var certificate = world.Query("SELECT count(*) FROM endings WHERE done IS NULL", reader => reader.Read() ? reader.GetInt64(0) : -1);
            Assert.Equal(0, certificate);
        }
        await world.Scene.AuditAsync();
    }

    private static async Task<System.Text.Json.JsonElement> Died(RetentionWorld world)
    {
        try
        {
            return await world.ApprovedAsync();
        }
        catch (HttpRequestException)
        {
            // It died before it had answered the approval: the proposal is the newest.
            await world.RestartAsync("--fault", FaultPoints.DispositionDone);
            return (await world.Dana.GetAsync("archive/dispositions")).Body.GetProperty("dispositions")[0];
        }
    }

    /// <summary>A hold that is placed while the disposition has begun: straight into the tables, for no server runs.</summary>
    private static void Hold(RetentionWorld world, long leaf)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(world.Scene.Server.Data, "ocip.db")};Pooling=False");
        connection.Open();
        var record = connection.ExecuteScalar<string>("SELECT json_extract(CAST(record AS TEXT), '$.event') FROM records WHERE leaf=@leaf", new { leaf });
        connection.Execute("""
            INSERT INTO legal_holds(n, id, issuer, scope, parts, confidential, author, effective, leaf, state, answered) VALUES (1, '1', '', '{}', 1, 0, 'dana', '', 0, 'placed', '');
            INSERT INTO legal_hold_events(event, hold) VALUES (@record, 1);
            """, new { record });
    }
}
