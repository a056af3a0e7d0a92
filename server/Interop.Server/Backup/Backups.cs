using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Server.Archive;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.Backup;

/// <summary>Backups of this server, one at a time: those that are done are in the store, the one that runs and the last that failed in memory.</summary>
internal sealed partial class Backups(ServerOptions options, Database database, AppendLog log, BackupWork work, IHostApplicationLifetime lifetime, ILogger<Backups> logger)
{
    private const int NameMax = 64;
    private const int ListMax = 100;
    private const string Select = "SELECT name, begun, ended, octets, size, manifest, with_keys AS WithKeys, drilled FROM backups";
    private readonly Lock gate = new();
    private BackupView? latest;

    /// <summary>Begins one; answers how it stands, which <see cref="Find"/> answers from then on.</summary>
    /// <exception cref="ProblemException">5.5.0 no folder or no name for it; 5.5.2 one runs, or there is one of this name.</exception>
    public BackupView Begin(BackupRequest request, string by)
    {
        if (options.Backup.Folder is not { } root)
            throw new ProblemException(DecisionCodes.Malformed, "There is no folder for backups: the server is to be started with --backups DIR.");
        if (!IsName(request.Name))
            throw new ProblemException(DecisionCodes.Malformed, $"name: 1 to {NameMax} characters of a-z, 0-9, hyphen and full stop, beginning with a letter or digit.");
        var folder = Path.Combine(root, request.Name);
        BackupView begun;
        lock (gate)
        {
            if (latest?.State == BackupView.Running)
                throw new ProblemException(DecisionCodes.TransactionConflict, $"The backup {latest.Name} is being made.");
            if (Path.Exists(folder))
                throw new ProblemException(DecisionCodes.TransactionConflict, "There is something of this name in the folder for backups.");
            latest = begun = work.Begin(request);
        }
        _ = Task.Run(() => RunAsync(folder, begun, by));
        return begun;
    }

    public BackupView? Find(string name)
    {
        lock (gate)
        {
            if (latest is { } view && view.Name == name && view.State != BackupView.Done)
                return view;
        }
        return database.Read(c => c.QuerySingleOrDefault<Row>($"{Select} WHERE name=@name", new { name }))?.View();
    }

    /// <summary>The newest first; the one that runs, or the last that failed, before them.</summary>
    public BackupView[] List()
    {
        BackupView? now;
        lock (gate)
            now = latest is { } view && view.State != BackupView.Done ? view : null;
        var done = database.Read(c => c.Query<Row>($"{Select} ORDER BY begun DESC LIMIT @ListMax", new { ListMax }).Select(row => row.View()).ToArray());
        return now is null ? done : [now, .. done];
    }

    /// <summary>Archives what restoring a backup for a try has shown.</summary>
    /// <exception cref="ProblemException">5.5.4 no such backup; 5.5.0 it is another than the one of this name.</exception>
    public async Task<BackupView> DrilledAsync(string name, BackupDrill drill, string by)
    {
        var known = Find(name) is { State: BackupView.Done } done ? done : throw new ProblemException(DecisionCodes.NotFound, "There is no such backup.");
        if (known.Manifest != drill.Manifest)
            throw new ProblemException(DecisionCodes.Malformed, "manifest: the backup of this name has another.");
        await log.AppendAsync(BackupRecords.Drilled(known, drill, by), (writer, leaf) =>
        {
            if (drill.Good)
                writer.Execute("UPDATE backups SET drilled=(SELECT json_extract(CAST(record AS TEXT), '$.at') FROM records WHERE leaf=@leaf), drill_leaf=@leaf WHERE name=@name", new { name, leaf });
        });
        return Find(name)!;
    }

    private static bool IsName(string? name) =>
        name is { Length: > 0 and <= NameMax } && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');

    private async Task RunAsync(string folder, BackupView begun, string by)
    {
        BackupView end;
        try
        {
            end = await work.RunAsync(folder, begun, view => Note(view), lifetime.ApplicationStopping);
            await log.AppendAsync(BackupRecords.Made(end, by), (writer, leaf) => writer.Execute("""
                INSERT INTO backups(name, leaf, begun, ended, size, octets, manifest, with_keys) VALUES (@Name, @leaf, @Begun, @Ended, @Records, @Octets, @Manifest, @WithKeys)
                """, new { end.Name, leaf, end.Begun, end.Ended, end.Records, end.Octets, end.Manifest, end.WithKeys }));
        }
        // Whatever it was, there is no backup, and whoever asks is told so; the server goes on.
        catch (Exception fault)
        {
            LogFailed(begun.Name, fault);
            end = work.Failed(folder, begun, fault);
        }
        Note(end);
    }

    private void Note(BackupView view)
    {
        lock (gate)
            latest = view;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The backup {Name} could not be made")]
    private partial void LogFailed(string name, Exception fault);

    private sealed record Row(string Name, string Begun, string Ended, long Octets, long Size, string Manifest, long WithKeys, string? Drilled)
    {
        public BackupView View() => new()
        {
            Name = Name, State = BackupView.Done, Begun = Begun, Ended = Ended, Octets = Octets, Records = Size, Manifest = Manifest, WithKeys = WithKeys != 0, Drilled = Drilled,
        };
    }
}
