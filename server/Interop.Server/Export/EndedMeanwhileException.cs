namespace Interop.Server.Export;

/// <summary>A body ended after the head of the log was fixed for an export: it begins anew, under a head that has the records of that.</summary>
internal sealed class EndedMeanwhileException() : Exception("A body has ended since this export began; it begins anew.");
