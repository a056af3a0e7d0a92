namespace Interop.Server.Compliance.Rulebook;

/// <summary>
/// Archived events for dry runs, a page at a time, so that no read lasts longer than a page and memory does not grow with the archive. A provider has them
/// as events of its rooms, a proxy as the questions that it has decided on.
/// </summary>
internal interface IPastEvents
{
    /// <summary>The events among a page's records, each with what it takes to judge it. The document of a body is the caller's to look at until the next one is asked for.</summary>
    /// <param name="first">First record of the page.</param>
    /// <param name="end">The one after the last record of all.</param>
    /// <param name="each">Called for each event, in order.</param>
    void Page(long first, long end, Action<PastEvent> each);

    /// <summary>What was kept in mind of an earlier run is read anew.</summary>
    void Forget();
}
