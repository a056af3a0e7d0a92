namespace Interop.Protocol.HttpSignatures;

/// <summary>A token of RFC 8941, told apart from a string.</summary>
internal readonly record struct StructuredToken(string Text);
