using System.Text;
using Interop.Protocol.Identifiers;

namespace Interop.Server.Export;

/// <summary>
/// csv/records.csv (RFC 4180, UTF-8): one line for each record. A cell that a spreadsheet would compute (first character = + - @, an apostrophe, or a
/// control character) has an apostrophe in front; all others stand as they are.
/// </summary>
internal sealed class CsvFormat(ExportFolder folder, Names names) : IRecordFormat
{
    public const string File = "csv/records.csv";

    private static readonly string[] Columns =
    [
        "index", "kind", "archived_utc", "sent_utc", "room", "room_name", "sender", "sender_name", "sender_account", "network", "type", "message_id",
        "relates", "relates_to", "code", "status", "recipients_not_given", "held_until", "redacted", "policies", "text", "text_absent", "attachments", "record",
    ];

    private readonly StringBuilder line = new();

    public string Name => "csv";

    public void Begin() => folder.Grow(File).Write(Encoding.UTF8.GetBytes(string.Join(',', Columns) + "\r\n"));

    public void Write(ExportRecord record)
    {
        var told = new Told(record);
        var sender = record.HeaderText("sender");
        line.Clear();
        Cell(record.Index.ToString(), first: true);
        Cell(record.Kind);
        Cell(record.At);
        Cell(record.HeaderText("created"));
        Cell(record.HeaderText("room") ?? record.Text("room"));
        Cell(record.Room is { } room ? names.OfRoom(room, record.Index) : null);
        Cell(sender ?? record.Text("recipient") ?? record.Text("user"));
        Cell(UserId.TryParse(sender, out var user) ? names.Of(user, record.Index) : null);
        Cell(record.Provenance is { } provenance ? ExportRecord.Of(provenance, "account") : null);
        Cell(record.Network);
        Cell(record.HeaderText("type"));
        Cell(record.Text("event"));
        Cell(told.Relation);
        Cell(told.RelatesTo);
        Cell(told.Code);
        Cell(told.Status);
        Cell(string.Join("; ", told.Recipients.Select(r => $"{r.User} {r.Code}")));
        Cell(string.Join("; ", told.Recipients.Where(r => r.HoldUntil is not null).Select(r => $"{r.User} {r.HoldUntil}")));
        Cell(told.RedactedTo);
        Cell(string.Join("; ", told.Policies));
        Cell(told.Text);
        Cell(record.BodyAbsent);
        Cell(string.Join("; ", told.Attachments.Select(a => $"{a.Digest} {a.Size} {a.Type} {a.Name}")));
        // Of what is no event, everything there is; of an event its columns have it, and records.ndjson all of it.
        Cell(record.Header is null ? Encoding.UTF8.GetString(record.Fixed) : null);
        folder.Grow(File).Write(Encoding.UTF8.GetBytes(line.Append("\r\n").ToString()));
    }

    private void Cell(string? value, bool first = false)
    {
        if (!first)
            line.Append(',');
        if (string.IsNullOrEmpty(value))
            return;
        var text = EscapedText.Of(value);
        var defused = value[0] is '=' or '+' or '-' or '@' or '\'' || char.IsControl(value[0]) ? "'" + text : text;
        if (defused.AsSpan().ContainsAny(",\"\r\n"))
            line.Append('"').Append(defused.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        else
            line.Append(defused);
    }
}
