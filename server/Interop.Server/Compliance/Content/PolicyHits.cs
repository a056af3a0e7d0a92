using System.Text.Json;
using Interop.Server.Compliance.Content.Detection;
using Interop.Server.Compliance.Content.Lexicons;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Media.Text;

namespace Interop.Server.Compliance.Content;

/// <summary>
/// Where a recorded version finds something in an event (spec 7.10): for whoever shows the event and marks it. Nothing of it is stored; the version is
/// run again over the text, and finds what it found. Of kinds that read no text there is nothing to mark.
/// </summary>
internal static class PolicyHits
{
    /// <summary>Places that are told of one event by one version; a reviewer reads no more.</summary>
    public const int HitsMax = 1_000;

    /// <summary>What a version looks for; null when its kind reads no text. To be kept by whoever shows many events: compiling is dear.</summary>
    public static ITextFinder? FinderOf(PolicyVersion version) => version.Kind switch
    {
        LexiconKind.Name => Lexicon.Compile(LexiconKind.Read(version.Settings)),
        DlpKind.Name => Detectors.Compile(DlpKind.Read(version.Settings)),
        _ => null,
    };

    /// <summary>The places in one event, in the order of its texts, and after them those in its files.</summary>
    /// <param name="version">As it stood when it judged the event.</param>
    /// <param name="finder">Its own, by <see cref="FinderOf"/>.</param>
    /// <param name="type">Of the event.</param>
    /// <param name="content">As it was written.</param>
    /// <param name="files">Reads what is attached; null: what is attached is left out.</param>
    public static IReadOnlyList<PolicyHit> Of(PolicyVersion version, ITextFinder finder, string type, JsonElement content, AttachedTexts? files = null)
    {
        var (found, hits) = (new List<PolicyHit>(), new List<TextHit>());
        var text = WrittenText.Of(type, content);
        for (var segment = 0; segment < text.Count && found.Count < HitsMax; segment++)
        {
            hits.Clear();
            finder.Find(text[segment], hits);
            if (hits.Count == 0 || !finder.IsFinding(hits))
                continue;
            var pointer = text.PointerOf(segment);
            var written = WrittenPlaces.Of(content, pointer, text[segment]);
            foreach (var hit in hits.Take(HitsMax - found.Count))
            {
                var whole = hit.Whole(text[segment]);
                var (start, length) = written.Place(whole.Start, whole.Length);
                found.Add(new PolicyHit(version.RecordName, version.Version, finder.NameOf(hit.What), pointer, start, length) { What = hit.What });
            }
        }
        if (files is not null && FileSettings.Of(version.Settings) is { Reads: true } settings)
            AddFiles(version, finder, ReadFiles.Of(type, content, files), settings, found);
        return found;
    }

    private static void AddFiles(PolicyVersion version, ITextFinder finder, IEnumerable<ReadFile> files, FileSettings settings, List<PolicyHit> found)
    {
        var hits = new List<TextHit>();
        foreach (var file in files)
        {
            hits.Clear();
            finder.Find(file.Reading.Text, hits);
            if (hits.Count > 0 && finder.IsFinding(hits))
            {
                foreach (var hit in hits.Take(HitsMax - found.Count).Select(h => h.Whole(file.Reading.Text)))
                    found.Add(new PolicyHit(version.RecordName, version.Version, finder.NameOf(hit.What), file.Pointer, hit.Start, hit.Length) { What = hit.What, File = file });
            }
            if (file.Reading.Unreadable is not null && settings.Unreadable != FileSettings.Allow && found.Count < HitsMax)
                found.Add(new PolicyHit(version.RecordName, version.Version, PolicyHit.UnreadableTerm, file.Pointer, 0, 0) { What = -1, File = file });
        }
    }
}
