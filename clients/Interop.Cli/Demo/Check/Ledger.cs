namespace Interop.Cli.Demo.Check;

/// <summary>What was said and who had to hear it: compared at the end with the archive and with what everybody received.</summary>
internal sealed class Ledger
{
    private readonly List<(string Type, string Text)> said = [];
    private readonly HashSet<(ISeat Seat, string Text)> heard = [];

    /// <summary>Event type and text of all that must be in the archive, each once.</summary>
    public IReadOnlyList<(string Type, string Text)> Said => said;

    /// <summary>Who must have received what, each once.</summary>
    public IEnumerable<(ISeat Seat, string Text)> Heard => heard;

    public void Message(string text) => said.Add(("message", text));

    public void Edit(string text) => said.Add(("edit", text));

    public void Hears(ISeat seat, string text) => heard.Add((seat, text));
}
