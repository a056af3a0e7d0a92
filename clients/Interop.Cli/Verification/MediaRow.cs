using Interop.Protocol.Media;

namespace Interop.Cli.Verification;

/// <summary>A file as the store knows it.</summary>
/// <param name="Leaf">Of a record that refers to it.</param>
/// <param name="Media">What it is said to be.</param>
internal sealed record MediaRow(long Leaf, ArchivedMedia Media);
