using System.Security.Cryptography;
using Interop.Protocol.Content;

namespace Interop.Server.SignIn;

/// <summary>Which passwords are taken: long ones that say nothing of the account. Rules of composition are left out, as NIST SP 800-63B asks.</summary>
internal static class PasswordRules
{
    // Without characters that are mistaken for others.
    private const string Readable = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int Groups = 4;
    private const int GroupLength = 5;
    private const int DifferentMin = 5;

    /// <summary>What is wrong with a password, in a sentence; null when it is taken.</summary>
    public static string? Check(string account, string password)
    {
        if (password.Length is < SignInLimits.PasswordLengthMin or > SignInLimits.PasswordLengthMax || TextRules.IndexOfRefused(password) >= 0)
            return $"A password has {SignInLimits.PasswordLengthMin} to {SignInLimits.PasswordLengthMax} characters.";
        if (password.Contains(account, StringComparison.OrdinalIgnoreCase))
            return "The password must not have the account's name in it.";
        return password.Distinct().Count() < DifferentMin ? $"The password needs {DifferentMin} different characters at least." : null;
    }

    /// <summary>One for an administrator to hand over: 100 bits.</summary>
    public static string NewOneTime() => string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Readable, GroupLength)));
}
