using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Specification;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>What has stopped is an alarm, in the archive and at its endpoint, until it is over.</summary>
public sealed class AlarmTests
{
    [Fact]
    public async Task BridgeThatStaysAway_IsAnAlarm_ArchivedAndCleared()
    {
        await using var scene = await Scene.OpenAsync("--bridge-away", "1", "--watch-every", "0.2");
        var token = (await scene.Admin.RegisterBridgeAsync(new BridgeRequest("matrix"))).Token;

        var raised = await UntilAsync(scene, "alarms", list => list.Alarms.Any(a => a.Index is not null));

        var alarm = Assert.Single(raised.Alarms);
        Assert.Equal(("bridgeAway", "matrix"), (alarm.Kind, alarm.Subject));
        var record = await scene.Office.Archive.RecordAsync(alarm.Index!.Value);
        Assert.Equal(("alarm", "raised"), (record.Record.GetProperty("kind").GetString(), record.Record.GetProperty("state").GetString()));
        Findings.None(await SpecTool.FindAsync([new SpecTool.Case("alarm", "ArchiveRecord", JsonNode.Parse(JsonSerializer.Serialize(record, OcipJson.Default.ArchiveRecord))).Line()]));
        using var bridge = new HttpClient { BaseAddress = scene.Server.Address };
        bridge.DefaultRequestHeaders.Authorization = new("Bearer", token);
        bridge.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");
        await using var stream = await bridge.GetStreamAsync("ocip/v1/bridge/sync?after=-1");
        var over = await UntilAsync(scene, "alarms?past=10", list => list.Alarms.Any(a => a.ClearedIndex is not null));
        Assert.Equal(alarm.Index, Assert.Single(over.Alarms).Index);
        Assert.Empty((await UntilAsync(scene, "alarms", list => list.Alarms.Length == 0)).Alarms);
        Assert.Equal(2, (await scene.AuditAsync()).OfKind("alarm").Count());
    }

    private static Task<AlarmList> UntilAsync(Scene scene, string path, Func<AlarmList, bool> found) => EvidenceWorld.UntilAsync(
        async () => JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync($"ocip/v1/archive/{path}"), OcipJson.Default.AlarmList)!, found);
}
