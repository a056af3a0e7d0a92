using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Interop.Server.Tests.Client;

public sealed class OcipClientTests
{
    private const string Base = "/ocip/v1/client";

    [Fact]
    public async Task Whoami_SendsTheTokenAsBearer()
    {
        string? seen = null;
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet($"{Base}/whoami", (HttpRequest request) =>
        {
            seen = request.Headers.Authorization;
            return Results.Json(new Whoami("alice", ["client"], UserId.Parse("ocip://acme.example/u/alice"), "work", "Alice", null), OcipJson.Default.Whoami);
        }));
        using var client = server.Client("s3cret");

        var answer = await client.WhoamiAsync();

        Assert.Equal("Bearer s3cret", seen);
        Assert.Equal("alice", answer.User!.Value.Local);
    }

    [Fact]
    public async Task Refusal_BecomesAnExceptionWithTheProblem()
    {
        await using var server = await ScriptedServer.StartAsync(app => app.MapGet($"{Base}/whoami", (HttpResponse response) =>
        {
            response.Headers.RetryAfter = "7";
            return Results.Json(Problem.Of(DecisionCodes.QueueLimit, "slow down"), OcipJson.Default.Problem, "application/problem+json", 429);
        }));
        using var client = server.Client();

        var refusal = await Assert.ThrowsAsync<OcipProblemException>(() => client.WhoamiAsync());

        Assert.Equal("4.2.0", refusal.Problem.Code);
        Assert.Equal("slow down", refusal.Problem.Detail);
        Assert.True(refusal.IsTransient);
        Assert.Equal(TimeSpan.FromSeconds(7), refusal.RetryAfter);
    }

    [Theory]
    [InlineData(502, true)]
    [InlineData(401, false)]
    [InlineData(400, false)]
    public async Task AnswerWithoutProblemBody_IsClassifiedByStatus(int status, bool transient)
    {
        await using var server = await ScriptedServer.StartAsync(app =>
            app.MapGet($"{Base}/whoami", () => Results.Content("<h1>gateway</h1>", "text/html", statusCode: status)));
        using var client = server.Client();

        var refusal = await Assert.ThrowsAsync<OcipProblemException>(() => client.WhoamiAsync());

        Assert.Equal(transient, refusal.IsTransient);
        Assert.Equal(status, refusal.Problem.Status);
    }

    [Fact]
    public async Task ServerRootWithPath_IsKept()
    {
        await using var server = await ScriptedServer.StartAsync(app =>
            app.MapGet("/tenant/ocip/v1/archive/checkpoint", () => Results.Text("acme.example/archive\n0\n\n")));
        using var client = new OcipClient(new Uri(server.Address, "/tenant"), null);

        Assert.StartsWith("acme.example/archive", await client.Archive.CheckpointAsync(), StringComparison.Ordinal);
    }
}
