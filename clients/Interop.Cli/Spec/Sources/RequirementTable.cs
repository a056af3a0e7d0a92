namespace Interop.Cli.Spec.Sources;

/// <summary>requirements.csv: one row for each sentence with an id.</summary>
internal sealed class RequirementTable
{
    public const string Name = "requirements.csv";

    public const string Head = "id,level,actor,text,section,since,profile,tested-by,untested-because";

    private const int Columns = 9;

    private RequirementTable(IReadOnlyList<(int Line, Requirement Row)> rows, IReadOnlyList<(int Line, string Fault)> faults)
    {
        Rows = rows;
        Faults = faults;
    }

    /// <summary>Rows that could be read, with their line, from 1.</summary>
    public IReadOnlyList<(int Line, Requirement Row)> Rows { get; }

    /// <summary>Lines that could not.</summary>
    public IReadOnlyList<(int Line, string Fault)> Faults { get; }

    /// <summary>Reads the table; a file that is missing is one without rows.</summary>
    public static RequirementTable Read(string file)
    {
        var lines = File.Exists(file) ? File.ReadAllText(file).TrimEnd('\n').Split('\n') : [];
        var rows = new List<(int, Requirement)>();
        var faults = new List<(int, string)>();
        if (lines.Length == 0 || lines[0] != Head)
            faults.Add((1, $"the first line is not '{Head}': write it there"));
        foreach (var (i, line) in lines.Index().Skip(1))
        {
            var cells = Csv.Cells(line);
            if (cells.Count == Columns)
                rows.Add((i + 1, new Requirement(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7], cells[8])));
            else
                faults.Add((i + 1, $"the row of {cells[0]} has {cells.Count} cells instead of {Columns}: put a cell with a comma in quotes"));
        }
        return new RequirementTable(rows, faults);
    }

    public static void Write(string file, IEnumerable<Requirement> rows) => File.WriteAllText(file, Head + "\n" + string.Concat(
        rows.OrderBy(r => r.Order).Select(r => Csv.Line(r.Id, r.Level, r.Actor, r.Text, r.Section, r.Since, r.Profile, r.TestedBy, r.UntestedBecause))));
}
