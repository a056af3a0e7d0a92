namespace Interop.Server.Compliance.Policies;

/// <summary>Which identity of a person acts (spec 10).</summary>
internal enum PersonaKind
{
    Work,
    Personal,
    Service,
    Bridged,
}
