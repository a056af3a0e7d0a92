using System.Globalization;
using System.Text;
using System.Text.Json;
using Interop.Cli.Verification;
using Interop.Protocol.AdminApi;
using Interop.Server.Tests.EndToEnd;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.Retention;

/// <summary>A server with a clock that is set, two people who talk, and two who keep the records.</summary>
internal sealed class RetentionWorld : IAsyncDisposable
{
    public const string Schedule = """
        {"classes":[{"class":"default","start":"archived","basis":"none"},
        {"class":"short","start":"archived","basis":"own rule","maximum":"P1D","appliesTo":{"types":["message","edit"]}}]}
        """;

    private readonly string clock;

    private RetentionWorld(Scene scene, string clock) => (Scene, this.clock) = (scene, clock);

    public Scene Scene { get; }

    public Actor Alice { get; private set; } = null!;

    public Actor Bob { get; private set; } = null!;

    public Interop.Protocol.Identifiers.RoomId Room { get; private set; }

    /// <summary>Who proposes.</summary>
    public RawHttp Dana { get; private set; } = null!;

    /// <summary>Who approves.</summary>
    public RawHttp Erin { get; private set; } = null!;

    public static Task<RetentionWorld> OpenAsync(params string[] options) => OpenAsync(given => Scene.OpenAsync([.. given, .. options]));

    /// <summary>On a folder that there is not yet.</summary>
    public static Task<RetentionWorld> OpenOnAsync(string data, params string[] options) =>
        OpenAsync(async given => await Scene.OpenAsync(await ServerProcess.StartOnAsync(data, [.. given, .. options])));

    private static async Task<RetentionWorld> OpenAsync(Func<string[], Task<Scene>> open)
    {
        var ahead = Path.Combine(Directory.CreateTempSubdirectory("ocip-clock-").FullName, "clock");
        await File.WriteAllTextAsync(ahead, "0");
        var world = new RetentionWorld(await open(["--clock", ahead, "--disposition-every", "off"]), ahead);
        (world.Alice, world.Bob, _) = await world.Scene.ThreeAsync();
        world.Room = await Scene.RoomAsync(world.Alice, world.Bob);
        world.Dana = await world.OfficerAsync("dana");
        world.Erin = await world.OfficerAsync("erin");
        return world;
    }

    public Task RestartAsync(params string[] options) => Scene.Server.RestartAsync(["--clock", clock, "--disposition-every", "off", .. options]);

    public async Task AheadAsync(int days)
    {
        await File.WriteAllTextAsync(clock + ".next", (days * 24L * 3600).ToString(CultureInfo.InvariantCulture));
        File.Move(clock + ".next", clock, overwrite: true);
        await Pause.Ms(100);
    }

    public async Task<JsonElement> PutAsync(string path, string body)
    {
        var answer = await Dana.SendAsync(HttpMethod.Put, path, Encoding.UTF8.GetBytes(body));
        Assert.True(answer.Status is 200 or 204, $"{answer.Status} {answer.Body}");
        return answer.Body;
    }

    /// <summary>Proposes what is due and has it approved; answers the proposal.</summary>
    public async Task<JsonElement> ApprovedAsync()
    {
        var (status, proposal, _) = await Dana.PostAsync("archive/dispositions", "{}");
        Assert.Equal(201, status);
        var id = proposal.GetProperty("id").GetString();
        RawHttp.AssertProblem(await Dana.PostAsync($"archive/dispositions/{id}/approve", ""), "5.1.0");
        Assert.Equal(200, (await Erin.PostAsync($"archive/dispositions/{id}/approve", "")).Status);
        return proposal;
    }

    public async Task<JsonElement> DoneAsync(JsonElement proposal)
    {
        for (var i = 0; i < 600; i++, await Pause.Ms(50))
        {
            var (_, view, _) = await Dana.GetAsync($"archive/dispositions/{proposal.GetProperty("id").GetString()}/progress");
            if (view.GetProperty("state").GetString() == "done")
                return view;
        }
        throw new TimeoutException("the disposition was not done in time:\n" + Scene.Server.Output);
    }

    public VerificationReport Verify()
    {
        using var data = new DataFolder(Scene.Server.Data);
        return new ArchiveVerifier(data, new PinnedKeys(Scene.Keys.Keys, isPinned: true), null).Run(null, default);
    }

    public T Query<T>(string sql, Func<SqliteDataReader, T> read)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Scene.Server.Data, "ocip.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        return read(reader);
    }

    /// <summary>Names of files below the data folder in whose raw octets one of these stands.</summary>
    public IReadOnlyList<string> FilesWith(IReadOnlyList<byte[]> octets) => RawFiles.With(Scene.Server.Data, [.. octets]);

    public async ValueTask DisposeAsync()
    {
        Dana.Dispose();
        Erin.Dispose();
        await Scene.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(clock)!, recursive: true);
    }

    private async Task<RawHttp> OfficerAsync(string name)
    {
        await Scene.Admin.CreateAccountAsync(new AccountRequest(name, name, [new PersonaRequest("work", name)]));
        return new RawHttp(Scene.Server.Address, (await Scene.Admin.CreateTokenAsync(name, new TokenRequest(["records"]))).Token);
    }
}
