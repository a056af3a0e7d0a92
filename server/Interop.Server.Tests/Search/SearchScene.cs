using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Search;

/// <summary>A server of its own, with officers who search it.</summary>
public sealed class SearchScene : IAsyncLifetime, IAsyncDisposable
{
    internal static readonly TimeSpan Indexed = TimeSpan.FromSeconds(60);

    private readonly List<OcipClient> officers = [];
    private int names;

    internal Scene Scene { get; private set; } = null!;

    internal OcipClient Reviewer { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Scene = await Scene.OpenAsync();
        Reviewer = await OfficerAsync("reviewer");
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    public async Task DisposeAsync()
    {
        foreach (var officer in officers)
            officer.Dispose();
        await Scene.DisposeAsync();
    }

    /// <summary>A name that nobody else of this server has.</summary>
    internal string Name(string name) => $"{name}{Interlocked.Increment(ref names)}";

    internal async Task<OcipClient> OfficerAsync(params string[] scopes)
    {
        var name = Name("officer");
        await Scene.Admin.CreateAccountAsync(new AccountRequest(name, name, [new PersonaRequest("work", name)]));
        var client = new OcipClient(Scene.Server.Address, (await Scene.Admin.CreateTokenAsync(name, new TokenRequest(scopes))).Token);
        officers.Add(client);
        return client;
    }

    /// <summary>Everything that is archived now is indexed.</summary>
    internal async Task IndexedAsync() => await IndexedAsync(await SizeAsync());

    internal async Task IndexedAsync(long size)
    {
        var started = TimeProvider.System.GetTimestamp();
        while ((await SearchAsync(("limit", "1"))).Searched < size)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Indexed, $"not indexed within {Indexed.TotalSeconds} s\n{Scene.Server.Output}");
            await Pause.Ms(50);
        }
    }

    internal async Task<long> SizeAsync() => long.Parse((await Scene.Office.Archive.CheckpointAsync()).Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture);

    internal Task<SearchPage> SearchAsync(params (string Name, string Value)[] parameters) => SearchAsync(Reviewer, parameters);

    internal static Task<SearchPage> SearchAsync(OcipClient officer, params (string Name, string Value)[] parameters) =>
        officer.Archive.SearchAsync(parameters.Select(p => KeyValuePair.Create(p.Name, p.Value)));

    /// <summary>Indexes of what is found, in order.</summary>
    internal async Task<long[]> FindAsync(params (string Name, string Value)[] parameters) => [.. (await SearchAsync(parameters)).Hits.Select(h => h.Index)];
}
