using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Interop.Bridges.RealServers.Installation;

/// <summary>What a tree of Debian packages is made of.</summary>
/// <param name="Name">Of the folder and of the packed copy.</param>
/// <param name="Suite">Debian release to take the packages from.</param>
/// <param name="Packages">Packages; their dependencies come along.</param>
/// <param name="MegabytesAbout">For the progress line.</param>
public sealed record DebianTreeRecipe(string Name, string Suite, string[] Packages, int MegabytesAbout)
{
    /// <summary>Changes when the recipe does, so that an old packed copy is not taken for it.</summary>
    public string Key
    {
        get
        {
            var text = $"2 {Suite} {string.Join(',', Packages)} {RuntimeInformation.ProcessArchitecture}";
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
        }
    }
}
