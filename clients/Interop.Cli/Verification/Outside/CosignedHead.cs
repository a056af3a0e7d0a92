using Interop.Notes;

namespace Interop.Cli.Verification.Outside;

/// <summary>One head of the log with the lines of witnesses under it (C2SP tlog-cosignature, spec 08).</summary>
internal static class CosignedHead
{
    /// <summary>Looks at who has cosigned; that the head is one of this log is looked at elsewhere.</summary>
    /// <param name="note">With the lines of the log and of witnesses.</param>
    /// <param name="trust">Whose cosignatures count.</param>
    /// <param name="found">Is told who has.</param>
    /// <exception cref="ArchiveFaultException">A line says that it is of a witness that was named, and it is not.</exception>
    public static void Check(SignedNote note, Cosigners trust, OutsideSigned found)
    {
        var signed = new List<NoteKey>();
        foreach (var key in trust.Keys)
        {
            if (note.IsSignedBy(key, out var at) is not { } good)
                continue;
            if (!good)
                throw new ArchiveFaultException($"the cosignature of {key.Name} under the checkpoint over {note.Head.Size} records is wrong: it is forged, or it or the checkpoint was altered");
            signed.Add(key);
            found.Cosigned(key.Name, note.Head.Size, at!.Value);
        }
        foreach (var (name, id, _, _) in note.Lines.Where(line => line.Name != note.Head.Origin))
        {
            if (!trust.Keys.Any(key => key.Name == name && key.Id.AsSpan().SequenceEqual(id)))
                found.NotGiven(name);
        }
        if (trust.AreEnough(signed))
            found.Enough(note.Head.Size);
    }
}
