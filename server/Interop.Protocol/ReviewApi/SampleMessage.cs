namespace Interop.Protocol.ReviewApi;

/// <summary>A message that a sample can draw (spec 07.9).</summary>
/// <param name="Index">Of its record.</param>
/// <param name="Sender">Who wrote it.</param>
/// <param name="Found">A policy of the queue asked: it is an item already, and counts.</param>
public readonly record struct SampleMessage(long Index, string Sender, bool Found);
