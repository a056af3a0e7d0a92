namespace Interop.Protocol.PeopleApi;

/// <summary>What urgent messages come to for one persona (spec 10.10).</summary>
/// <param name="PassesAtOnce">The persona's urgent messages reach their recipients without anybody being asked.</param>
/// <param name="Decides">The persona is an approver.</param>
/// <param name="Approvers">Groups whose members decide; empty when nobody does, and urgent messages then wait like others.</param>
/// <param name="Asked">The persona's own urgent messages of late, the newest first.</param>
public sealed record UrgencyStanding(bool PassesAtOnce, bool Decides, string[] Approvers, UrgentAsked[] Asked);
