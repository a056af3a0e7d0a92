namespace Interop.Cli.Bench;

/// <summary>Reads a submit response by counting codes in its raw octets.</summary>
internal static class ResultCount
{
    private static ReadOnlySpan<byte> Good => "\"code\":\"2.0.0\""u8;

    // Archived here; the room's provider has not answered yet.
    private static ReadOnlySpan<byte> Pending => "\"code\":\"2.1.0\""u8;

    /// <summary>Tells the tracker when not all of the events were archived and are delivered or on their way.</summary>
    public static void Check(ReadOnlySpan<byte> response, int events, Tracker tracker)
    {
        var pending = response.Count(Pending);
        tracker.AnsweredEarly(pending);
        var good = response.Count(Good) + pending;
        if (good < events)
            tracker.Failed(System.Text.Encoding.UTF8.GetString(response[..Math.Min(response.Length, 400)]), events - good);
    }
}
