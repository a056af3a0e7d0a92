namespace Interop.Bridges.Xmpp;

/// <summary>What the XMPP server's administrator adds to its configuration.</summary>
internal static class ServerSnippets
{
    public const string ProsodyName = "prosody-bridge.cfg.lua";
    public const string EjabberdName = "ejabberd-bridge.yml";

    public static string Prosody(XmppOptions options) => $$"""
        -- In VirtualHost "{{options.Server}}", for employees' own accounts (XEP-0356); leave out if not wanted:
        --     modules_enabled = { "privilege" }
        --     privileged_entities = { ["{{options.Domain}}"] = { message = "outgoing" } }

        component_ports = { {{options.Port}} }
        component_interfaces = { "127.0.0.1" }

        Component "{{options.Domain}}"
            component_secret = "{{options.Secret}}"
            modules_enabled = { "privilege" }   -- leave out without prosody-modules

        -- For files: a service as below; where there is one already, let the bridge use it too (http_file_share_access).
        -- Component "upload.{{options.Server}}" "http_file_share"
        --     http_file_share_access = { "{{options.Server}}", "{{options.Domain}}" }

        """;

    public static string Ejabberd(XmppOptions options) => $$"""
        listen:
          - port: {{options.Port}}
            ip: "127.0.0.1"
            module: ejabberd_service
            access: all
            hosts: { "{{options.Domain}}": { password: "{{options.Secret}}" } }

        # For employees' own accounts (XEP-0356); leave out if not wanted. An acl alone does not do: it must be an access rule.
        acl: { bridge: { server: "{{options.Domain}}" } }
        access_rules: { bridge_access: { allow: bridge } }
        modules:
          mod_privilege: { message: { outgoing: bridge_access } }
          # For files: the access rule of mod_http_upload has to let the bridge in.
          # mod_http_upload: { access: upload_access }   with   access_rules: { upload_access: [ { allow: local }, { allow: bridge } ] }

        """;
}
