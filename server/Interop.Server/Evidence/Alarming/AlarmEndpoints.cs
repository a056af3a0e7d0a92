using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Time;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Evidence.Alarming;

/// <summary>What stands to be looked at, for whoever looks after the machine (spec 08).</summary>
internal static class AlarmEndpoints
{
    private const int PastMax = 500;

    public static void MapAlarms(this IEndpointRouteBuilder routes)
    {
        var archive = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.Health).WithTags("Archive");

        archive.MapGet("/alarms", (HttpContext context, Alarms alarms) =>
        {
            var past = (int)Math.Clamp(context.Request.Number("past", 0), 0, PastMax);
            return Replies.Json(new AlarmList([.. (past > 0 ? alarms.WithPast(past) : alarms.Standing).Select(View)]), OcipJson.Default.AlarmList);
        }).Produces<AlarmList>();
    }

    /// <summary>Where somebody is told of alarms.</summary>
    public static void MapAlarmTest(this IEndpointRouteBuilder routes)
    {
        var keepers = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.Upkeep).WithTags("Archive");

        keepers.MapPost("/alarms/test", async (HttpContext context, AlarmWebhook webhook) =>
            Replies.Json(await webhook.TryAsync(context.RequestAborted), OcipJson.Default.AlarmTest)).Produces<AlarmTest>();
    }

    public static AlarmView View(Alarm alarm) => new()
    {
        Kind = alarm.Kind,
        Subject = alarm.Subject,
        Detail = alarm.Detail,
        RaisedAt = WireTime.Format(alarm.Raised),
        Index = alarm.Index,
        ClearedAt = alarm.Cleared is { } cleared ? WireTime.Format(cleared) : null,
        ClearedIndex = alarm.ClearedIndex,
    };
}
