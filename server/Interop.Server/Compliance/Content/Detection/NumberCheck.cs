namespace Interop.Server.Compliance.Content.Detection;

/// <summary>Whether so many characters of a candidate are a number of a kind, by its form and its check digits.</summary>
internal delegate bool NumberCheck(Candidate candidate, int length);
