using System.Net;
using System.Text;
using Interop.Cli.Verification;
using Interop.Cli.Verification.Outside;
using Interop.Notes;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Interop.Witness;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>A server whose log a witness of C2SP cosigns and a time-stamp authority stamps, some messages, and what an auditor was told of both.</summary>
public sealed class OutsideWorld : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ocip-outside-");
    private readonly HttpListener listener = new();
    private readonly SmallAuthority authority = new();
    private WitnessStore? store;
    private Task serving = Task.CompletedTask;
    private Scene? scene;

    internal Scene Scene => scene ?? throw new InvalidOperationException("not started");

    internal NoteSigner Witness { get; } = NoteSigner.Create("witness.example/w1", NoteTypes.Cosignature);

    internal StampMaker Stamps => authority.Stamps;

    internal RoomId Room { get; private set; }

    internal Actor Alice { get; private set; } = null!;

    /// <summary>Both, as an auditor who trusts them gives them.</summary>
    internal OutsideTrust Trust => TrustIn([Witness.Key.ToString()], Stamps.Root);

    public async Task InitializeAsync()
    {
        var port = ServerProcess.FreePort();
        var policy = FileOf("witnesses", $"witness w1 {Witness.Key} http://127.0.0.1:{port}/\n");
        scene = await Scene.OpenAsync("--witnesses", policy, "--timestamp-authority", authority.Url.ToString(), "--witness-every", "0.2");
        var keys = System.Text.Json.JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync("ocip/v1/archive/witnesses"), Protocol.OcipJson.Default.WitnessList)!.Keys;
        store = new WitnessStore(Path.Combine(folder.FullName, "store"));
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        serving = ServeAsync(new Witness.Witness(Witness, WitnessPolicy.Parse($"log {keys[0]}\n"), store, TimeProvider.System));
        Alice = await scene.PersonAsync("alice");
        Room = await Scene.RoomAsync(Alice, await scene.PersonAsync("bob"));
        for (var i = 0; i < 5; i++)
            await Alice.SayAsync(Room, $"Message {i}");
        await SignedAsync();
    }

    public async Task DisposeAsync()
    {
        if (scene is not null)
            await scene.DisposeAsync();
        listener.Close();
        await serving;
        await authority.DisposeAsync();
    }

    public void Dispose()
    {
        ((IDisposable)listener).Dispose();
        store?.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>Until what is in the log now was cosigned and stamped.</summary>
    internal async Task SignedAsync()
    {
        var size = (await Scene.AuditAsync()).Checkpoint.Size;
        await EvidenceWorld.UntilAsync(() => Task.FromResult(Sizes()), sizes => sizes.Cosigned >= size && sizes.Stamped >= size);
    }

    internal OutsideTrust TrustIn(string[] cosigners, params string[] certificates) =>
        new(new Cosigners(cosigners), new TimestampAnchors(certificates.Select(pem => FileOf(Guid.CreateVersion7().ToString("N") + ".pem", pem))));

    internal string FileOf(string name, string text)
    {
        var file = Path.Combine(folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>A copy of the archive in which something was changed, verified.</summary>
    internal VerificationReport Verify(OutsideTrust trust, Action<SqliteConnection>? change = null)
    {
        var copy = Directory.CreateDirectory(Path.Combine(folder.FullName, Guid.CreateVersion7().ToString("N")));
        using (var source = Open(Path.Combine(Scene.Server.Data, "ocip.db")))
            Execute(source, "VACUUM INTO @text", Path.Combine(copy.FullName, "ocip.db"));
        if (change is not null)
        {
            using var changed = Open(Path.Combine(copy.FullName, "ocip.db"));
            change(changed);
        }
        using var data = new DataFolder(copy.FullName);
        return new ArchiveVerifier(data, new PinnedKeys(Scene.Keys.Keys, isPinned: true), null) { Outside = trust }.Run(null, default);
    }

    internal static void Execute(SqliteConnection connection, string sql, string text = "", byte[]? octets = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("@text", text);
        command.Parameters.AddWithValue("@octets", octets ?? []);
        command.ExecuteNonQuery();
    }

    private (long Cosigned, long Stamped) Sizes()
    {
        using var connection = Open(Path.Combine(Scene.Server.Data, "ocip.db"));
        long Max(string table)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT coalesce(max(size), 0) FROM {table}";
            return (long)command.ExecuteScalar()!;
        }
        return (Max("note_cosignatures"), Max("timestamps"));
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }

    private async Task ServeAsync(Witness.Witness witness)
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                var answer = witness.Take(await reader.ReadToEndAsync());
                (context.Response.StatusCode, context.Response.ContentType) = (answer.Status, answer.MediaType);
                context.Response.Close(Encoding.UTF8.GetBytes(answer.Body), willBlock: true);
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
        {
            return;
        }
    }
}
