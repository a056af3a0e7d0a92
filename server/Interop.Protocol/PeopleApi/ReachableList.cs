namespace Interop.Protocol.PeopleApi;

/// <param name="People">Those of whom it was asked and to whom the asking persona may write.</param>
public sealed record ReachableList(Reachable[] People);
