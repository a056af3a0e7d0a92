using Interop.Protocol.Signatures;

namespace Interop.Protocol.Directories;

/// <summary>A directory whose form and signature are good.</summary>
/// <param name="Document">What it says.</param>
/// <param name="Keys">Every key in it, those of its proxies included, by key id.</param>
/// <param name="SignedBy">Id of the trusted key that signed it.</param>
public sealed record VerifiedDirectory(ProviderDirectory Document, IReadOnlyDictionary<string, VerificationKey> Keys, string SignedBy);
