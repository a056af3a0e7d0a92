using System.Globalization;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Storage;
using Interop.Bridges.Tests.ConnectorContract;
using Interop.Bridges.Tests.FakeNetwork;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Identifiers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Interop.Bridges.Tests.Core;

/// <summary>A bridge between the fake network and the scripted server, with Alice on the network and Carol, an employee, on the server.</summary>
internal sealed class Story : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bridge-").FullName;
    private readonly Func<FakeNet, IConnector> make;
    private readonly Func<BridgeSettings, BridgeSettings> adjust;

    private Story(ScriptedServer server, Func<FakeNet, IConnector>? make, Func<BridgeSettings, BridgeSettings>? adjust)
    {
        Server = server;
        this.make = make ?? (net => new FakeConnector(net));
        this.adjust = adjust ?? (settings => settings);
        Carol = server.AddUser("carol", "Carol");
    }

    public ScriptedServer Server { get; }

    public FakeNet Net { get; } = new();

    public BridgeCore Core { get; private set; } = null!;

    public bool IsRunning => Core is not null;

    public UserId Carol { get; }

    /// <summary>Where files are on their way.</summary>
    public string Spool => Path.Combine(folder, "fake-files");

    public FakePerson Alice => Person("alice");

    /// <summary>Carol's ghost on the fake network.</summary>
    public static NativeUserId CarolsGhost => new("~ocip/carol");

    public static async Task<Story> BeginAsync(
        Func<FakeNet, IConnector>? make = null, Func<BridgeSettings, BridgeSettings>? adjust = null, FaultPoints? faults = null, bool start = true)
    {
        var story = new Story(await ScriptedServer.StartAsync(), make, adjust);
        if (start)
            await story.StartAsync(faults);
        return story;
    }

    public async Task StartAsync(FaultPoints? faults = null)
    {
        var settings = adjust(new BridgeSettings
        {
            Server = Server.Address, Token = "bridge-token", DataFolder = folder, FirstPause = TimeSpan.FromMilliseconds(20), LastPause = TimeSpan.FromMilliseconds(200),
        });
        Core = new BridgeCore(make(Net), settings, TimeProvider.System, NullLoggerFactory.Instance, faults ?? FaultPoints.None);
        await Core.StartAsync(CancellationToken.None);
    }

    public async Task RestartAsync()
    {
        await Core.DisposeAsync();
        await StartAsync();
    }

    public FakePerson Person(string name) => new(Net, name);

    /// <summary>The user behind an account of the fake network, as the server knows it.</summary>
    public UserId UserOf(FakePerson person) => Server.UserOf("fake", person.Account.Value)
        ?? Server.AddUser("b-" + person.Account, person.Name, "bridged", new NetworkAccount("fake", person.Account.Value));

    /// <summary>Alice and Carol have spoken: a direct portal is open, the notice is out, and only what comes after counts.</summary>
    public async Task<NativeRoomId> TalkAsync()
    {
        await Alice.SayDirectAsync(CarolsGhost, "hello");
        var room = FakeNet.DirectId(Alice.Account, CarolsGhost);
        await WorkedOffAsync();
        Assert.Single(Server.Notices);
        return room;
    }

    public RoomId RoomOf(NativeRoomId native) => Server.Portals.Last(p => p.NativeRoom == native.Value).Room;

    /// <summary>Texts in a native room, oldest first.</summary>
    public IReadOnlyList<string> Texts(NativeRoomId room) => [.. Net.Timeline(room).Select(m => m.Text)];

    /// <summary>
    /// Everything that native people did so far was handed over to the bridge and worked off. (The depth of the inbox alone says nothing: it is 0 too while the
    /// network has not shown the event yet. What was handed over counts in it until its row is finished.)
    /// </summary>
    public Task WorkedOffAsync() => Eventually.Holds(() => WorkedOff, "the bridge to work off what happened on the network");

    /// <summary>So many events were accepted by the server, and nothing that native people did is still on its way.</summary>
    public Task SubmittedAsync(int count) => Eventually.Holds(() => Server.Submitted.Count >= count && WorkedOff, $"{count} events to be submitted");

    /// <summary>The bridge has taken everything that happened on the network, and so many rows wait for the server.</summary>
    public Task WaitingAsync(int rows) => Eventually.Holds(() => Net.HandedOver && Core.Health.InboxDepth == rows, $"{rows} rows in the inbox");

    public Task ReportedAsync(int count) => Eventually.Holds(() => Server.Reports.Count >= count, $"{count} delivery reports");

    /// <summary>The bridge has noted in its database that a day is counted: a start does not count it again.</summary>
    public Task CountedAsync(DateOnly day) => Eventually.Holds(() => Note("core/counted") == day.ToString("O", CultureInfo.InvariantCulture), $"the note that {day} is counted");

    private string? Note(string key)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "fake.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return NoteTable.Find(connection, key);
    }

    // In this order: what leaves the line is in the inbox already.
    private bool WorkedOff => Net.HandedOver && Core.Health.InboxDepth == 0;

    public async ValueTask DisposeAsync()
    {
        await Core.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
