namespace Interop.Cli.Spec.Sources;

/// <summary>A row of retired.csv: an id that was given once and is never given again.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Id">The id.</param>
/// <param name="Text">The sentence that it belonged to.</param>
/// <param name="Since">The version without it.</param>
/// <param name="ReplacedBy">Ids that say it now, with spaces between; may be empty.</param>
/// <param name="Because">Why it was retired.</param>
internal sealed record RetiredId(int Line, string Id, string Text, string Since, string ReplacedBy, string Because)
{
    public const string FileName = "retired.csv";

    public const string Head = "id,text,since,replaced-by,because";

    /// <summary>Reads the list; a file that is missing is an empty one.</summary>
    /// <exception cref="FormatException">Its head or a row has another form; the message says which line.</exception>
    public static IReadOnlyList<RetiredId> Read(string file)
    {
        if (!File.Exists(file))
            return [];
        var lines = File.ReadAllText(file).TrimEnd('\n').Split('\n');
        if (lines[0] != Head)
            throw new FormatException($"{file}:1: the first line is not '{Head}'");
        return
        [
            .. lines.Index().Skip(1).Select(line => Csv.Cells(line.Item) is [var id, var text, var since, var by, var because]
                ? new RetiredId(line.Index + 1, id, text, since, by, because)
                : throw new FormatException($"{file}:{line.Index + 1}: a row of this list has the cells {Head}")),
        ];
    }
}
