using System.Text.Json.Nodes;
using Interop.Protocol.AdminApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Supervision;

/// <summary>One server for the tests of a class, with a policy administrator and a reviewer of every queue.</summary>
public sealed class DeskServer : IAsyncLifetime
{
    private Scene? scene;
    private Desk? paula;
    private Desk? rita;
    private int names;

    internal Scene Scene => scene ?? throw new InvalidOperationException("not started");

    /// <summary>Role policy.</summary>
    internal Desk Paula => paula ?? throw new InvalidOperationException("not started");

    /// <summary>Role reviewer.</summary>
    internal Desk Rita => rita ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        scene = await Scene.OpenAsync();
        paula = await Desk.HireAsync(scene, "paula", "policy");
        rita = await Desk.HireAsync(scene, "rita", "reviewer");
    }

    public async Task DisposeAsync()
    {
        paula?.Dispose();
        rita?.Dispose();
        await Scene.DisposeAsync();
    }

    internal string Suffix() => $"-{Interlocked.Increment(ref names)}";

    /// <summary>Two people who talk; everything that the first one says becomes an item of a queue of the suffix's name.</summary>
    internal async Task<Watched> WatchAsync(string suffix, Action<JsonObject>? more = null)
    {
        var (alice, bob) = (await Scene.PersonAsync("alice" + suffix), await Scene.PersonAsync("bob" + suffix));
        var group = "g" + suffix;
        await Scene.Admin.SetGroupAsync(group, new GroupRequest([alice.User]));
        await Paula.SetAsync(settings =>
        {
            var queue = new JsonObject { ["name"] = "q" + suffix, ["policies"] = new JsonArray("hold-outside-delivery-hours"), ["groups"] = new JsonArray(group), ["must"] = new JsonObject { ["groups"] = new JsonArray(group) } };
            more?.Invoke(queue);
            settings["queues"]!.AsArray().Add((JsonNode)queue);
        });
        return new Watched(alice, bob, await Scene.RoomAsync(alice, bob), "q" + suffix, group);
    }

    internal sealed record Watched(Actor Alice, Actor Bob, Interop.Protocol.Identifiers.RoomId Room, string Queue, string Group);
}
