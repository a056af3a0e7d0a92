namespace Interop.Cli.Verification.Packages;

/// <summary>Names of files in packages: such as media/xg/xgohSY…, never one that leads out of the folder in which it is put.</summary>
internal static class PackageName
{
    private const int LengthMax = 512;

    public static bool IsGood(string name) => name.Length is > 0 and <= LengthMax && name.Split('/').All(IsStep);

    private static bool IsStep(string step) => step.Length > 0 && step is not ("." or "..")
        && step.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.');
}
