namespace Interop.Server.Media.Text;

/// <summary>How much is read of a file, and whether that was all of it.</summary>
/// <param name="charactersMax">Characters that are taken.</param>
/// <param name="stop">Ends the reading.</param>
internal sealed class ReadBounds(int charactersMax, CancellationToken stop)
{
    public int CharactersMax => charactersMax;

    public CancellationToken Stop => stop;

    /// <summary>The first reason for which something was left out; one of <see cref="MediaReading"/>.</summary>
    public string? Unreadable { get; private set; }

    public void Leave(string why) => Unreadable ??= why;
}
