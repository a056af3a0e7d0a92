using System.Text.Json.Nodes;
using Interop.Server.Identity;

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

    /// <summary>Archives an access; answers the index of its record, or null for a machine.</summary>
    /// <param name="reader">Who asks.</param>
    /// <param name="what">One of the words above.</param>
    /// <param name="content">What was asked for and which records were given: never what stood in them.</param>
    /// <exception cref="Exception">The archive could not be written: the answer must not be given.</exception>
    public async Task<long?> NoteAsync(Principal reader, string what, JsonObject content)
    {
        if (!reader.IsOfficer)
            return null;
        content["by"] = reader.Account;
        return await log.AppendAsync(new LogRecord(LogRecord.Access, new JsonObject { ["what"] = what, ["token"] = reader.TokenId }, content));
    }
}
