using System.Text.Json;
using Interop.Protocol.Decisions;
using Interop.Server.Compliance.Content.Lexicons;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Rulebook;

namespace Interop.Server.Compliance.Content;

/// <summary>
/// A version that looks for something in what was written (spec 7.10), text by text, and in the text of attached files. Settings of its own: attachments?
/// and unreadable? (<see cref="FileSettings"/>), mask? (<see cref="RedactionMask"/>). Nothing is allocated when nothing is found and no file is there.
/// </summary>
internal sealed class ContentPolicy(PolicyVersion version, ITextFinder finder) : IPolicy
{
    [ThreadStatic]
    private static List<TextHit>? hitsOfThread;

    private readonly FileSettings files = FileSettings.Of(version.Settings);
    private readonly RedactionMask mask = new(version.Settings);

    public string Name => version.RecordName;

    public string Version { get; } = version.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public ITextFinder Finder => finder;

    public bool ReadsFiles => files.Reads;

    /// <exception cref="LexiconException">A member that all kinds have is not what it should be.</exception>
    public static void Check(JsonElement settings)
    {
        FileSettings.Of(settings);
        _ = new RedactionMask(settings);
    }

    public PolicyOutcome Evaluate(in PolicyInput input)
    {
        if (input.Text is not { } text)
            return PolicyOutcome.Allow;
        var hits = hitsOfThread ??= [];
        List<Cut?>? cuts = null;
        var found = false;
        for (var segment = 0; segment < text.Count; segment++)
        {
            hits.Clear();
            finder.Find(text[segment], hits);
            if (hits.Count == 0 || !finder.IsFinding(hits))
                continue;
            found = true;
            // What is not to be taken out needs no second place.
            if (version.Action != PolicyAction.Redact)
                break;
            Add(cuts ??= [], text, segment, hits, input.Content);
        }
        if (!files.Reads || !ReadFiles.MayBeIn(input.Header.Type, input.Content))
            return found ? version.Found(in input, cuts) : PolicyOutcome.Allow;
        return WithFiles(in input, hits, found, cuts);
    }

    /// <summary>Of text of a part its places; of other text nothing can be taken out.</summary>
    private void Add(List<Cut?> cuts, WrittenText text, int segment, List<TextHit> hits, JsonElement content)
    {
        if (text.PartOf(segment) is null)
        {
            cuts.Add(null);
            return;
        }
        var pointer = text.PointerOf(segment);
        var written = WrittenPlaces.Of(content, pointer, text[segment]);
        var shown = mask.For(text[segment]);
        foreach (var hit in hits)
        {
            var whole = hit.Whole(text[segment]);
            var (start, length) = written.Place(whole.Start, whole.Length);
            cuts.Add(new Cut(pointer, start, length, shown));
        }
    }

    private PolicyOutcome WithFiles(in PolicyInput input, List<TextHit> hits, bool found, List<Cut?>? cuts)
    {
        var unread = false;
        foreach (var file in ReadFiles.Of(input.Header.Type, input.Content, input.Files))
        {
            unread |= file.Reading.Unreadable is not null;
            if (found && version.Action != PolicyAction.Redact)
                continue;
            hits.Clear();
            finder.Find(file.Reading.Text, hits);
            if (hits.Count == 0 || !finder.IsFinding(hits))
                continue;
            found = true;
            // A file goes on whole or not at all.
            (cuts ??= []).Add(Cut.OfPart(file.Pointer));
        }
        var outcome = found ? version.Found(in input, cuts) : PolicyOutcome.Allow;
        return unread ? Stricter(outcome, Unread(in input)) : outcome;
    }

    /// <summary>What the settings say of a file that cannot be read, or not all of it. A reviewer who lets it go has seen it.</summary>
    private PolicyOutcome Unread(in PolicyInput input) => files.Unreadable switch
    {
        FileSettings.Flag => PolicyOutcome.ForAll(PolicyEffect.Flag, DecisionCodes.DeliveredArchived),
        FileSettings.Hold when !input.Reviewed => PolicyOutcome.ForAll(PolicyEffect.Quarantine, DecisionCodes.HeldForReview, "A file cannot be read by a policy; it waits for a review."),
        _ => PolicyOutcome.Allow,
    };

    private static PolicyOutcome Stricter(PolicyOutcome one, PolicyOutcome other) => other.Effect > one.Effect ? other with { Redactions = one.Redactions } : one;
}
