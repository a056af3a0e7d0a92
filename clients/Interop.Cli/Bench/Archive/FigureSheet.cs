using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Interop.Cli.Bench.Archive;

/// <summary>What was measured, in order: as a table for people and as one JSON object for programs.</summary>
internal sealed class FigureSheet
{
    private const int RedirectedCharacters = 140;
    private readonly List<Figure> figures = [];

    public IReadOnlyList<Figure> Figures => figures;

    /// <param name="part">append, disk, search, …</param>
    /// <param name="what">Of it.</param>
    /// <param name="value">A number.</param>
    /// <param name="unit">Of the number.</param>
    public void Add(string part, string what, double value, string unit) => figures.Add(new Figure(part, what, value, unit, null));

    /// <summary>One with a target that it should keep.</summary>
    /// <param name="figure">Its part, what of it, its value and its unit.</param>
    /// <param name="atMost">The most that the value should be; null for no such bound.</param>
    /// <param name="atLeast">The least; null for no such bound.</param>
    public void Add((string Part, string What, double Value, string Unit) figure, double? atMost = null, double? atLeast = null) =>
        figures.Add(new Figure(figure.Part, figure.What, figure.Value, figure.Unit, new Bound(atMost, atLeast)));

    public JsonObject ToJson() => new()
    {
        ["figures"] = new JsonArray([.. figures.Select(f =>
        {
            var figure = new JsonObject { ["part"] = f.Part, ["what"] = f.What, ["value"] = Math.Round(f.Value, 4), ["unit"] = f.Unit };
            if (f.Target is { } target)
                (figure["target"], figure["kept"]) = (target.ToString(), target.IsKept(f.Value));
            return figure;
        })]),
    };

    public void Print()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("part", "what", "value", "unit", "target");
        table.Columns[2].RightAligned();
        var last = "";
        foreach (var figure in figures)
        {
            var target = figure.Target is { } bound ? $"{bound}{(bound.IsKept(figure.Value) ? "" : " [red]missed[/]")}" : "";
            table.AddRow(figure.Part == last ? "" : figure.Part, Markup.Escape(figure.What), Text(figure.Value), Markup.Escape(figure.Unit), target);
            last = figure.Part;
        }
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = RedirectedCharacters;
        AnsiConsole.Write(table);
    }

    private static string Text(double value) => value.ToString(Math.Abs(value) >= 100 ? "N0" : "N2", CultureInfo.InvariantCulture);

    /// <summary>One number.</summary>
    internal sealed record Figure(string Part, string What, double Value, string Unit, Bound? Target);

    /// <summary>What a number should keep within.</summary>
    internal sealed record Bound(double? AtMost, double? AtLeast)
    {
        public bool IsKept(double value) => (AtMost is null || value <= AtMost) && (AtLeast is null || value >= AtLeast);

        public override string ToString() => AtMost is { } most ? $"≤ {Text(most)}" : $"≥ {Text(AtLeast ?? 0)}";
    }
}
