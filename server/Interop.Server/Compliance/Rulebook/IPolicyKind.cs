using System.Text.Json;
using Interop.Server.Compliance.Policies;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>
/// One kind of policy that an organisation writes as data (spec 07): lexicon, dlp, barrier and so on. One class per kind, known to the book by its
/// registration (<see cref="RulebookComposition.AddPolicyKind"/>). Safe for many threads.
/// </summary>
internal interface IPolicyKind
{
    /// <summary>A lower-case word; stands in records before the policy's name. Never reused for another kind.</summary>
    string Kind { get; }

    /// <summary>Whether a version with these settings would compile. Called when a version is drafted, and again when it is proposed and approved.</summary>
    /// <param name="settings">Of the kind; as an administrator wrote them.</param>
    /// <returns>Null, or what is wrong in one sentence that begins with the place: a JSON Pointer into the settings, a colon, a space.</returns>
    string? Check(JsonElement settings);

    /// <summary>Whether the kind has a use for the action; nearly every kind has one for each.</summary>
    /// <returns>Null, or what is wrong in one sentence.</returns>
    string? CheckAction(string action) => null;

    /// <summary>
    /// Makes the policy of a version that was checked. It looks at what it is given and at nothing else (<see cref="IPolicy"/>); scope, failures and the
    /// limit of time are the book's. What it found it answers by <see cref="PolicyVersion.Found"/>. It is called once, and what it answers lives as long
    /// as the version is in force, so it may be dear.
    /// </summary>
    IPolicy Compile(PolicyVersion version);
}
