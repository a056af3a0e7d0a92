using System.Runtime.InteropServices;

namespace Interop.Server.Compliance.Content.Reading;

/// <summary>A word of a text, or one character of a script without spaces, and where it stands.</summary>
/// <param name="Start">First UTF-16 unit in the text as it was written.</param>
/// <param name="End">Behind the last one.</param>
/// <param name="From">First of its folded letters in <see cref="FoldedText.Letters"/>.</param>
/// <param name="To">Behind the last one.</param>
/// <param name="IsWord">A word, or a pictograph; false: a character of a script without spaces.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FoldedToken(int Start, int End, int From, int To, bool IsWord);
