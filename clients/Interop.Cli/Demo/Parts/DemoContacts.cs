using System.Net.Http.Headers;
using System.Net.Http.Json;
using Interop.Protocol;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.Parts;

/// <summary>Asks for the user behind an account of a network, as that network's bridge does (spec 11).</summary>
internal sealed class DemoContacts : IAsyncDisposable
{
    private readonly HttpClient http;

    public DemoContacts(Uri server, string bridgeToken)
    {
        http = new HttpClient { BaseAddress = server };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bridgeToken);
    }

    public async Task<UserId> UserAsync(string network, string account, string displayName, CancellationToken cancel)
    {
        using var response = await http.PutAsJsonAsync("ocip/v1/bridge/contacts", new ContactRequest(network, account, displayName), OcipJson.Default.ContactRequest, cancel);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync(OcipJson.Default.UserView, cancel))!.User;
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }
}
