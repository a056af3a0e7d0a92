using Interop.Protocol.Identifiers;

namespace Interop.Protocol.PolicyApi;

/// <summary>The policies of the organisation's book, and what may be written in it (spec 7.8).</summary>
/// <param name="Policies">By name, each with its latest version, and the one in force when that is another.</param>
/// <param name="Kinds">The kinds of policies that this server has.</param>
/// <param name="BuiltIn">The policies of every engine, each as name/version.</param>
/// <param name="Proxy">Of a provider: the compliance proxy of its own that decides, whose book counts and not this one; null where the book is this one.</param>
public sealed record PolicyList(PolicyView[] Policies, string[] Kinds, string[] BuiltIn, ProxyId? Proxy = null);
