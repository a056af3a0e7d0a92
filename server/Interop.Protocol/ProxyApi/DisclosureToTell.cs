using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ProxyApi;

/// <summary>What a proxy asks the provider to tell people outside, before it decides (spec 7.7).</summary>
/// <param name="Policy">Name of the policy.</param>
/// <param name="Version">Of the policy.</param>
/// <param name="Require">notice or consent.</param>
/// <param name="Language">Of the text, BCP 47.</param>
/// <param name="Text">What is said.</param>
/// <param name="Told">To whom.</param>
public sealed record DisclosureToTell(string Policy, int Version, string Require, string Language, string Text, UserId[] Told);
