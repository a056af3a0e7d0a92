using System.Text.Json;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Tidy;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>spec/openapi.json describes the server: the same requests, types and scopes, in both directions.</summary>
[Collection(RealServerTests.Name)]
public sealed class OpenApiTests(RealServer server)
{
    // What only a compliance proxy of its own serves; what both serve is the same.
    private static readonly string[] OfAProxy = ["/ocip/v1/proxy/", "/ocip/v1/admin/providers", "/ocip/v1/admin/detectors/", "/ocip/v1/admin/reviews"];

    private readonly Scene scene = server.Scene;

    [Fact]
    public async Task Document_IsReadWithoutFault()
    {
        await using var file = File.OpenRead(OpenApiFile.Path);
        // That references find something is checked by spec/tools: this reader only follows them within one file.
        var rules = ValidationRuleSet.GetDefaultRuleSet();
        rules.Remove(nameof(OpenApiDocumentRules.OpenApiDocumentReferencesAreValid));
        var (document, diagnostic) = await OpenApiDocument.LoadAsync(file, OpenApiConstants.Json, new OpenApiReaderSettings { RuleSet = rules });
        Findings.None(diagnostic!.Errors.Concat(diagnostic.Warnings).Select(fault => $"{fault.Pointer}: {fault.Message}"));
        Assert.Equal(OpenApiFile.Requests.Count, document!.Paths.Values.Sum(path => path.Operations!.Count));
    }

    [Fact]
    public async Task Requests_AndTheirTypes_AreThoseOfTheServer()
    {
        await using var proxy = await ServerProcess.StartNewAsync("--role", "proxy");
        var served = (await ServedAsync(scene.Server.Address)).Concat(await ServedAsync(proxy.Address)).ToHashSet(StringComparer.Ordinal);
        var written = OpenApiFile.Requests.Select(Line).ToHashSet(StringComparer.Ordinal);
        Findings.None(served.Except(written).Select(request => $"served, and not in openapi.json: {request}").Concat(written.Except(served).Select(request => $"in openapi.json, and not served: {request}")));
    }

    [Fact]
    public async Task Scopes_AreThoseThatAreAskedFor()
    {
        var suffix = server.Suffix();
        using var bridge = await BridgeActor.RegisterAsync(scene, "net" + suffix);
        var person = await scene.PersonAsync("scopes" + suffix);
        var findings = new List<string>();
        foreach (var request in OpenApiFile.Requests.Where(request => !OfAProxy.Any(request.Path.StartsWith)))
        {
            if ((await StatusAsync(request, null) == 401) != (request.Scope is not null))
                findings.Add($"{request.Method} {request.Path}: {(request.Scope is null ? "asks for a token" : "asks for no token")}");
            // The administrator's token has the scopes admin and archive, a person's the scope client.
            var stranger = request.Scope is "client" or "bridge" ? scene.AdminToken : person.Token;
            if (request.Scope == "signature" ? await StatusAsync(request, stranger) is not (401 or 403) : request.Scope is not null && await StatusAsync(request, stranger) != 403)
                findings.Add($"{request.Method} {request.Path}: does not ask for the scope {request.Scope}");
            if (request.Scope == "bridge" && await StatusAsync(request, person.Token) != 403)
                findings.Add($"{request.Method} {request.Path}: does for clients what is for bridges");
        }
        Findings.None(findings);
    }

    [Fact]
    public async Task ScopesOfAProxy_AreThoseThatAreAskedFor()
    {
        await using var tour = await ProtocolTour.OpenProxyAsync();
        var findings = new List<string>();
        foreach (var request in OpenApiFile.Requests.Where(request => OfAProxy.Any(request.Path.StartsWith)))
        {
            var stranger = request.Scope == "proxy" ? tour.Admin : tour.Provider;
            if (await StatusAsync(request, null, tour.Address) != 401 || await StatusAsync(request, stranger, tour.Address) != 403)
                findings.Add($"{request.Method} {request.Path}: does not ask for the scope {request.Scope}");
        }
        Findings.None(findings);
    }

    private static async Task<IEnumerable<string>> ServedAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        return OpenApiFile.Read(JsonDocument.Parse(await http.GetStringAsync("swagger/v1/swagger.json")).RootElement).Select(Line);
    }

    private async Task<int> StatusAsync(OpenApiRequest request, string? token, Uri? address = null)
    {
        using var http = new RawHttp(address ?? scene.Server.Address, token);
        var path = request.Path.Replace("/ocip/v1/", "", StringComparison.Ordinal).Replace("{room}", Guid.CreateVersion7().ToString("D"), StringComparison.Ordinal)
            .Replace("{index}", "0", StringComparison.Ordinal).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        // Without a token a body that is no transaction is refused before it does anything, where no token is asked for.
        var answer = await http.SendAsync(new HttpMethod(request.Method), path, request.Asked.Length > 0 ? "[]"u8.ToArray() : null);
        answer.Response.Dispose();
        return answer.Status;
    }

    // What the server does not describe is not compared: an answer without a type of its own.
    private static string Line(OpenApiRequest request) => $"{request.Method} {request.Path} {request.Asked} → {request.Answered.Replace(" Health", "", StringComparison.Ordinal)}";
}
