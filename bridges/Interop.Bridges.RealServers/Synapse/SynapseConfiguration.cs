using System.Text.Json;

namespace Interop.Bridges.RealServers.Synapse;

/// <summary>homeserver.yaml of a test homeserver: loopback only, no federation, no rate limits, SQLite.</summary>
internal static class SynapseConfiguration
{
    public static string Of(SynapseOptions options, string registrationSecret) => $$"""
        server_name: {{Quoted(options.ServerName)}}
        public_baseurl: "http://127.0.0.1:{{options.Port}}/"
        report_stats: false
        pid_file: {{Quoted(Path.Combine(options.Folder, "homeserver.pid"))}}
        signing_key_path: {{Quoted(Path.Combine(options.Folder, "signing.key"))}}
        media_store_path: {{Quoted(Path.Combine(options.Folder, "media"))}}
        macaroon_secret_key: {{Quoted(registrationSecret + "-macaroon")}}
        form_secret: {{Quoted(registrationSecret + "-form")}}
        registration_shared_secret: {{Quoted(registrationSecret)}}
        enable_registration: false
        trusted_key_servers: []
        suppress_key_server_warning: true
        federation_domain_whitelist: []
        presence: { enabled: false }
        listeners:
          - { port: {{options.Port}}, type: http, tls: false, bind_addresses: ["127.0.0.1"], resources: [ { names: [client], compress: false } ] }
        database: { name: sqlite3, args: { database: {{Quoted(Path.Combine(options.Folder, "homeserver.db"))}} } }
        app_service_config_files: [ {{string.Join(", ", options.Registrations.Select(r => Quoted(Path.GetFullPath(r))))}} ]
        rc_message: {{NoLimit}}
        rc_registration: {{NoLimit}}
        rc_joins: { local: {{NoLimit}}, remote: {{NoLimit}} }
        rc_joins_per_room: {{NoLimit}}
        rc_invites: { per_room: {{NoLimit}}, per_user: {{NoLimit}}, per_issuer: {{NoLimit}} }
        rc_login: { address: {{NoLimit}}, account: {{NoLimit}}, failed_attempts: {{NoLimit}} }
        """;

    private const string NoLimit = "{ per_second: 10000, burst_count: 10000 }";

    // A JSON string is a YAML string.
    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
