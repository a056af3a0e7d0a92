using System.Globalization;
using System.Text;
using Dapper;
using Interop.Notes;
using Interop.Protocol.Evidence;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Storage;

namespace Interop.Server.Evidence.Witnessing;

/// <summary>
/// Has witnesses of C2SP cosign the head of the log (spec 08): who they are stands in a file of the operator. Each is asked from where it stands itself; what
/// it has signed is verified, kept and published. A witness that does not sign for long is an alarm, and one that refuses at once.
/// </summary>
internal sealed partial class NoteWitnessWorker(
    ServerOptions options, Database database, AppendLog log, LogNoteKey keys, EvidenceHttp http, Alarms alarms, TimeProvider time, ILogger<NoteWitnessWorker> logger) : BackgroundService
{
    private const int AnswerOctetsMax = 64 * 1024;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    /// <summary>Who is asked, as the file says.</summary>
    public IReadOnlyList<(NoteKey Key, Uri Url)> Witnesses { get; } = options.Evidence.Witnesses is null ? []
        : [.. WitnessPolicy.Parse(File.ReadAllText(options.Evidence.Witnesses)).Witnesses.Where(w => w.Url is not null).Select(w => (w.Key, w.Url!))];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        if (Witnesses.Count == 0)
            return;
        var every = options.Evidence.WitnessEvery;
        var again = every < AskAgain ? every : AskAgain;
        using var look = new PeriodicTimer(every < LookEvery ? every : LookEvery, time);
        var (asked, askedAt, all) = (0L, time.GetUtcNow(), false);
        var silentSince = Witnesses.ToDictionary(w => w.Key, _ => time.GetUtcNow());
        try
        {
            while (await look.WaitForNextTickAsync(stoppingToken))
            {
                var size = log.Committed;
                // Who has not signed is asked again before the next round is due.
                var due = all ? size != asked && (size - asked >= options.Evidence.WitnessGrowth || time.GetUtcNow() >= askedAt + every) : time.GetUtcNow() >= askedAt + again || asked == 0;
                if (size == 0 || !due)
                    continue;
                (asked, askedAt, all) = (size, time.GetUtcNow(), true);
                if (database.Read(c => c.QuerySingleOrDefault<string?>("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1")) is not { } note)
                    continue;
                note = keys.Sign(note, askedAt);
                foreach (var (key, url) in Witnesses)
                    all &= await AskAsync(key, url, note, silentSince, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Whether it has signed.</summary>
    private async Task<bool> AskAsync(NoteKey key, Uri url, string note, Dictionary<NoteKey, DateTimeOffset> silentSince, CancellationToken stop)
    {
        string wrong;
        var refused = false;
        try
        {
            (wrong, refused) = await AskAsync(key, url, note, stop);
        }
        catch (Exception fault) when (fault is IOException or Microsoft.Data.Sqlite.SqliteException or InvalidOperationException)
        {
            wrong = fault.Message;
        }
        if (wrong.Length == 0)
        {
            silentSince[key] = time.GetUtcNow();
            alarms.Clear(AlarmKinds.WitnessSilent, key.Name);
            return true;
        }
        LogNotSigned(key.Name, wrong);
        if (refused || time.GetUtcNow() - silentSince[key] > 2 * options.Evidence.WitnessEvery)
            alarms.Raise(AlarmKinds.WitnessSilent, key.Name, $"It has not cosigned the log since {WireTime.Format(silentSince[key])}: {wrong}");
        return false;
    }

    /// <summary>What is wrong, or nothing; and whether the witness has refused for good.</summary>
    private async Task<(string Wrong, bool Refused)> AskAsync(NoteKey key, Uri url, string text, CancellationToken stop)
    {
        var note = SignedNote.TryParse(text, out var read) ? read : throw new InvalidOperationException("the checkpoint is not a signed note");
        var from = database.Read(c => c.ExecuteScalar<long>("SELECT coalesce(max(size), 0) FROM note_cosignatures WHERE witness=@witness", new { witness = key.ToString() }));
        // The second time it is known from where: the witness's memory counts, not ours.
        for (var attempt = 0; attempt < 2 && from <= note.Head.Size; attempt++)
        {
            var proof = database.Read(c => TreeHashes.ConsistencyPath(from, note.Head.Size, (level, n) => TreeStore.Subtree(c, level, n)));
            using var body = new StringContent(new AddCheckpoint(from, proof, text).ToBody(), new UTF8Encoding(false), "text/plain");
            var (status, answer) = await http.PostAsync(new Uri(url, "add-checkpoint"), body, AnswerOctetsMax, stop);
            var said = Encoding.UTF8.GetString(answer);
            if (status == 200)
                return (await KeepAsync(key, note, text, said), false);
            if (status != 409)
                return ($"It answered {status}.", status is 403 or 404 or 422);
            if (!long.TryParse(said.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out from))
                return ("It answered 409 without a size.", false);
        }
        return from > note.Head.Size
            ? ($"It has cosigned {from} records, and this log has {note.Head.Size}: records were lost, as by an old backup.", true) : ("It answers 409 again and again.", false);
    }

    private async Task<string> KeepAsync(NoteKey key, SignedNote note, string text, string said)
    {
        foreach (var line in said.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!SignedNote.TryLine(line, out var signature) || signature.Name != key.Name || !signature.Id.AsSpan().SequenceEqual(key.Id))
                continue;
            if (!key.Verifies(note.Text, signature.Signature, out var at))
                return "Its signature is wrong.";
            await log.WriteAsync(c => c.Execute("INSERT INTO note_cosignatures(witness, size, note, line, at) VALUES (@witness, @Size, @text, @line, @at) ON CONFLICT (witness, size) DO UPDATE SET line=excluded.line, note=excluded.note, at=excluded.at",
                new { witness = key.ToString(), note.Head.Size, text, line, at = WireTime.Format(at!.Value) }));
            return "";
        }
        return "It answered without a signature of the key that is known of it.";
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The witness {Witness} has not cosigned the archive: {Reason}")]
    private partial void LogNotSigned(string witness, string reason);
}
