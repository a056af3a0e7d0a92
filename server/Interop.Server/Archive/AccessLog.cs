using System.Text.Json.Nodes;
using Interop.Server.Identity;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>
/// What officers read is itself archived (spec 08.12), before they are answered: while the archive cannot be written, nobody reads. Machines
/// of scope archive are not noted: a journal that told of its own reading would never come to an end.
/// </summary>
internal sealed class AccessLog(AppendLog log)
{
    public const string Search = "search";
    public const string Record = "record";
    public const string Conversation = "conversation";
    public const string Export = "export";
    public const string Media = "media";
    public const string Subject = "subject";
    public const string Hold = "hold";
    public const string Labour = "labour";

    /// <summary>A search was kept, or one that was kept was changed.</summary>
    public const string SearchSaved = "searchSaved";

    public const string SearchRemoved = "searchRemoved";

    /// <summary>An item of supervision was opened.</summary>
    public const string Item = "item";

    /// <summary>A room is observed as it happens, or is not any more.</summary>
    public const string Observe = "observe";

    /// <summary>Archives an access; answers the index of its record, or null for a machine.</summary>
    /// <param name="reader">Who asks.</param>
    /// <param name="what">One of the words above.</param>
    /// <param name="content">What was asked for and which records were given: never what stood in them.</param>
    /// <param name="also">What changes with it, in the same transaction; gets the record's index.</param>
    /// <exception cref="Exception">The archive could not be written: the answer must not be given.</exception>
    public async Task<long?> NoteAsync(Principal reader, string what, JsonObject content, Action<SqliteConnection, long>? also = null)
    {
        if (!reader.IsOfficer)
            return null;
        content["by"] = reader.Account;
        return await log.AppendAsync(new LogRecord(LogRecord.Access, new JsonObject { ["what"] = what, ["token"] = reader.TokenId }, content), also);
    }
}
