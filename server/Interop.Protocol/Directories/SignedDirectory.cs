using System.Text.Json;

namespace Interop.Protocol.Directories;

/// <summary>A directory as it is served: the document, and signatures over its canonical form.</summary>
/// <param name="Directory">A <see cref="ProviderDirectory"/>; kept as it came, because its canonical form is what is signed.</param>
/// <param name="Signatures">1 to 4 detached JWS by keys of purpose directory; more than one while the key changes.</param>
public sealed record SignedDirectory(JsonElement Directory, string[] Signatures);
