using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Server.Admin;
using Interop.Server.Archive;
using Interop.Server.Compliance;
using Interop.Server.Delivery;
using Interop.Server.Identity;
using Microsoft.Net.Http.Headers;

namespace Interop.Server.Inbound;

/// <summary>Shows employees the declared supervision and keeps that they have acknowledged it (spec 07): from then on they may send.</summary>
internal sealed class Acknowledgements(Organisation organisation, SupervisionAdministration supervision, AppendLog log, UserDirectory users, ReleaseWorker releases)
{
    private const string English = "en";

    /// <param name="user">Who asks.</param>
    /// <param name="language">The language asked for; null to go by <paramref name="accepted"/>.</param>
    /// <param name="accepted">Languages in the order in which they are liked.</param>
    public SupervisionView View(User user, string? language, IEnumerable<StringWithQualityHeaderValue> accepted)
    {
        var declaration = organisation.Supervision;
        var texts = declaration.Notice.Texts!;
        string[] wanted = language is null ? [.. accepted.Where(a => a.Quality is null or > 0).OrderByDescending(a => a.Quality ?? 1).Select(a => a.Value.ToString())] : [language];
        var found = wanted.Select(w => LanguageLookup.Best(texts.Keys, w)).FirstOrDefault(f => f is not null) ?? English;
        return new SupervisionView(declaration, found, texts[found], organisation.WasTold(user));
    }

    /// <exception cref="ProblemException">5.2.0 when another notice is in force; 5.5.0 when it has no text in the language.</exception>
    public async Task AcknowledgeAsync(Principal principal, User user, SupervisionAcknowledgement acknowledgement)
    {
        var declaration = organisation.Supervision;
        var notice = declaration.Notice;
        if (acknowledgement.Version != notice.Version || acknowledgement.Digest != notice.Digest)
            throw new ProblemException(DecisionCodes.SupervisionNotAcknowledged, "This is not the notice in force; read GET /client/supervision again and acknowledge that.");
        if (!notice.Texts!.ContainsKey(acknowledgement.Language))
            throw new ProblemException(DecisionCodes.Malformed, "language: the notice has no text in it.");
        if (user.Person.NoticeVersion == notice.Version)
            return;
        await supervision.KeepAsync(declaration);
        await log.AppendAsync(
            new LogRecord(LogRecord.Acknowledgement,
                new JsonObject { ["digest"] = notice.Digest, ["language"] = acknowledgement.Language, ["user"] = user.UserId.Value, ["version"] = notice.Version },
                new JsonObject { ["account"] = principal.Account, ["token"] = principal.TokenId }),
            (connection, _) =>
            {
                connection.Execute("UPDATE users SET notice_version=@version WHERE id=@id", new { version = notice.Version, id = user.Id });
                Seals.Told(connection, [user.UserId]);
            });
        users.Refresh(user.Id);
        // What an employee wrote on a network before is sealed until now.
        await releases.ReleaseSealedAsync(user);
    }
}
