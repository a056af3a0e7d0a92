using Interop.Bridges.Native;

namespace Interop.Bridges.Tests.FakeNetwork;

/// <summary>A room of the fake network.</summary>
public sealed class FakeRoom(NativeRoomId id)
{
    public NativeRoomId Id { get; } = id;

    public string? Name { get; set; }

    public string? Topic { get; set; }

    /// <summary>Of a roomless direct chat the ghost's account.</summary>
    public NativeUserId? DirectGhost { get; init; }

    public bool Direct { get; init; }

    public HashSet<NativeUserId> Members { get; } = [];

    public HashSet<NativeUserId> Invited { get; } = [];

    public List<FakeMessage> Timeline { get; } = [];
}
