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

        """;
}
