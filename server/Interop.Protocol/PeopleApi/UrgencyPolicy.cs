namespace Interop.Protocol.PeopleApi;

/// <summary>Whose urgent messages do not wait for hours (spec 10.10).</summary>
/// <param name="AtOnce">Groups whose members' urgent messages pass without anybody being asked.</param>
/// <param name="Approvers">Groups whose members decide on those of others.</param>
public sealed record UrgencyPolicy(string[] AtOnce, string[] Approvers);
