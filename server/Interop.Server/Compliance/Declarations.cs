using System.Collections.Concurrent;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Supervision;
using Interop.Server.Rooms;

namespace Interop.Server.Compliance;

/// <summary>
/// The supervision that each organisation has declared, as it is in force now (spec 07): our own, and that of others as their signed
/// directories say. Without texts, as it stands in the state of rooms.
/// </summary>
internal sealed class Declarations(ServerOptions options, Organisation organisation)
{
    private readonly ConcurrentDictionary<ProviderName, SupervisionDeclaration> others = new();
    private SupervisionDeclaration? own;
    private long generation = 1;

    /// <summary>Rises with every change: what a room has declared is looked at again when this is another number.</summary>
    public long Generation => Volatile.Read(ref generation);

    /// <summary>What the organisation has declared; null when it is not known to supervise.</summary>
    public SupervisionDeclaration? Of(ProviderName provider)
    {
        if (provider != options.Provider)
            return others.GetValueOrDefault(provider);
        var current = organisation.Supervision;
        if (own is not { } stated || stated.Notice.Digest != current.Notice.Digest)
            own = stated = current.WithoutTexts();
        return stated;
    }

    /// <summary>What is declared by the organisations whose people are in the room; what is not known here now, as the room's state has it.</summary>
    public IEnumerable<SupervisionDeclaration> Present(Room room) =>
        room.Participants.Select(p => p.User.Provider).Distinct().Select(provider => Of(provider) ?? Array.Find(room.Supervision, s => s.By == provider)).OfType<SupervisionDeclaration>();

    /// <summary>The own declaration was changed.</summary>
    public void Changed() => Interlocked.Increment(ref generation);

    /// <summary>A directory of another organisation was verified, and says this; null when it declares no supervision.</summary>
    public void Learn(ProviderName provider, SupervisionDeclaration? declared)
    {
        if (declared is not null && (declared.By != provider || SupervisionValidator.Check(declared) is not null))
            declared = null;    // says nothing that could be shown
        var known = others.GetValueOrDefault(provider);
        if (known?.Notice.Digest == declared?.Notice.Digest)
            return;
        if (declared is null)
            others.TryRemove(provider, out _);
        else
            others[provider] = declared.WithoutTexts();
        Changed();
    }
}
