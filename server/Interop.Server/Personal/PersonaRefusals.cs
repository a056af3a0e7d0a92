using Dapper;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Storage;

namespace Interop.Server.Personal;

/// <summary>What goes across a person's personas is refused and counted: how often on which day. Nothing says who, where or what.</summary>
internal sealed partial class PersonaRefusals(Database database, AppendLog log, TimeProvider time, ILogger<PersonaRefusals> logger)
{
    public async Task<SubmitResult> RefuseAsync(string detail)
    {
        await CountAsync();
        return new SubmitResult { Code = DecisionCodes.PersonaConflict.Code, Detail = detail };
    }

    public async Task CountAsync()
    {
        var day = WireTime.Format(time.GetUtcNow())[..10];
        try
        {
            await log.WriteAsync(connection => connection.Execute("INSERT INTO persona_refusals(day, count) VALUES (@day, 1) ON CONFLICT (day) DO UPDATE SET count=count+1", new { day }));
        }
        catch (Exception fault)
        {
            // Refused it is all the same; the disk's fault is seen where something has to be written.
            LogNotCounted(fault.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A refusal across personas was not counted: {Fault}")]
    private partial void LogNotCounted(string fault);

    /// <summary>By day, those after a day.</summary>
    public PersonaRefusalList List(string? after, int limit)
    {
        var rows = database.Read(c => c.Query<PersonaRefusalCount>("SELECT day, count FROM persona_refusals WHERE day>@after ORDER BY day LIMIT @limit", new { after = after ?? "", limit = limit + 1 }).AsList());
        return new PersonaRefusalList([.. rows.Take(limit)], rows.Count > limit ? rows[limit - 1].Day : null);
    }
}
