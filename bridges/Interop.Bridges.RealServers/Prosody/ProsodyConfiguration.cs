using System.Text;

namespace Interop.Bridges.RealServers.Prosody;

/// <summary>prosody.cfg.lua of a test server: loopback only, no server-to-server, archives on, plain logins allowed.</summary>
internal static class ProsodyConfiguration
{
    public static string Of(ProsodyOptions options)
    {
        var privileged = options.Components.Where(c => c.Privileged).ToList();
        var text = new StringBuilder($$"""
            run_as_root = true
            data_path = {{Quoted(Path.Combine(options.Folder, "data"))}}
            pidfile = {{Quoted(Path.Combine(options.Folder, "prosody.pid"))}}
            interfaces = { "127.0.0.1" }; local_interfaces = { "127.0.0.1" }; component_interfaces = { "127.0.0.1" }
            c2s_ports = { {{options.ClientPort}} }; component_ports = { {{options.ComponentPort}} }
            c2s_direct_tls_ports = { }; legacy_ssl_ports = { }; http_ports = { {{options.FilePort}} }; http_interfaces = { "127.0.0.1" }; https_ports = { }; s2s_ports = { }; s2s_direct_tls_ports = { }
            modules_enabled = { "disco"; "roster"; "saslauth"; "carbons"; "pep"; "smacks"; "vcard4"; "vcard_legacy"; "ping"; "mam"; "register" }
            modules_disabled = { "s2s"; "tls" }
            allow_registration = true
            c2s_require_encryption = false
            allow_unencrypted_plain_auth = true
            authentication = "internal_plain"; storage = "internal"
            archive_expires_after = "never"
            component_stanza_size_limit = 1048576
            admins = { {{string.Join("; ", options.Admins.Select(Quoted))}} }
            log = { { levels = { min = "info" }, to = "console" } }

            VirtualHost {{Quoted(options.Domain)}}

            """);
        if (privileged.Count > 0)
        {
            text.AppendLine("    modules_enabled = { \"privilege\" }").AppendLine("    privileged_entities = {");
            foreach (var component in privileged)
                text.AppendLine($"        [{Quoted(component.Domain)}] = {{ roster = \"both\"; message = \"outgoing\"; presence = \"managed_entity\" }};");
            text.AppendLine("    }");
        }
        text.AppendLine($$"""
            Component {{Quoted(options.GroupChatDomain)}} "muc"
                modules_enabled = { "muc_mam" }
                muc_log_by_default = true
                muc_log_expires_after = "never"
                restrict_room_creation = false
            Component {{Quoted(options.UploadDomain)}} "http_file_share"
                http_host = "127.0.0.1"
                http_external_url = {{Quoted(options.FilesUrl ?? $"http://127.0.0.1:{options.FilePort}/")}}
                http_file_share_size_limit = {{options.FileOctetsMax}}
                http_file_share_daily_quota = {{options.FileOctetsMax * 1000L}}
                http_file_share_access = { {{string.Join("; ", options.Components.Select(c => c.Domain).Prepend(options.Domain).Select(Quoted))}} }
            """);
        foreach (var component in options.Components)
        {
            text.AppendLine($"Component {Quoted(component.Domain)}").AppendLine($"    component_secret = {Quoted(component.Secret)}");
            if (component.Privileged)
                text.AppendLine("    modules_enabled = { \"privilege\" }");
        }
        return text.ToString();
    }

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
