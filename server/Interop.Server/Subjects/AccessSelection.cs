using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Server.Archive;
using Interop.Server.Inbound;
using Interop.Server.Retention;
using Interop.Server.Storage;

namespace Interop.Server.Subjects;

/// <summary>The records of a request for access, masked, in order (spec 9.9): one JSON object a line, read and written one by one.</summary>
internal sealed class AccessSelection(Database database, SubjectFinder finder, ArchiveReader reader, OpenAnswers answers)
{
    public const string MediaType = "application/x-ndjson";

    /// <summary>The indexes of what the person may have.</summary>
    /// <exception cref="ProblemException">5.5.2: the request is for no access.</exception>
    public IReadOnlyList<long> Leaves(SubjectRow request)
    {
        if (request.Kind != SubjectRequest.Access)
            throw new ProblemException(DecisionCodes.TransactionConflict, "Records are given with requests for access.");
        var people = finder.People(request);
        return database.Read(c => SubjectFinder.Given(c, people));
    }

    /// <summary>The same as records; those without anything to give are left out.</summary>
    public IEnumerable<ArchiveRecord> Records(SubjectRow request, IReadOnlyList<long> leaves)
    {
        var person = finder.People(request).Select(p => p.Id).ToHashSet();
        return leaves.Select(leaf => reader.One(leaf)).OfType<ArchiveRecord>().Select(record => AccessMask.Of(record, person)).OfType<ArchiveRecord>();
    }

    public async Task WriteAsync(HttpContext context, SubjectRow request, IReadOnlyList<long> leaves)
    {
        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        using var records = Records(request, leaves).GetEnumerator();
        while (true)
        {
            using var sending = answers.Begin(context);
            if (!records.MoveNext())
                return;
            await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(records.Current, OcipJson.Default.ArchiveRecord), context.RequestAborted);
            await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
        }
    }
}
