using Interop.Protocol.Identifiers;

namespace Interop.Cli.Archive;

/// <summary>A person on the command line: the whole id, or its short form, in which lists show people.</summary>
internal static class UserText
{
    public static bool TryParse(string text, out UserId user) =>
        UserId.TryParse(text, out user) || (text.LastIndexOf('@') is > 0 and var at && UserId.TryParse($"ocip://{text[(at + 1)..]}/u/{text[..at]}", out user));

    /// <exception cref="UsageException">It is neither.</exception>
    public static UserId Parse(string text) => TryParse(text, out var user) ? user
        : throw new UsageException($"'{RecordText.Printable(text)}' is not the id of a user, such as ocip://acme.example/u/alice or alice@acme.example");
}
