namespace Interop.Server.Supervision.Following;

/// <summary>A term, or detector, that a version has found in a message.</summary>
/// <param name="Policy">kind:name/version.</param>
/// <param name="What">Its number in the version; -1: a file that could not be read. Never its words, which would say what was in the message.</param>
internal readonly record struct FoundTerm(string Policy, int What);
