"""MCP servers."""

from __future__ import annotations

from codexctl.cli.help.told import told

TOLD = {
    "mcp": told(
        "mcp",
        ("List all servers", "codexctl mcp list"),
        ("Add a program as a server", "codexctl mcp add papers -- npx -y papers-server"),
        ("Do they start, and which tools do they have?", "codexctl mcp test"),
    ),
    "mcp list": told(
        "mcp",
        ("All servers that count in this folder", "codexctl mcp list"),
        ("As JSON, for a program", "codexctl mcp list --json"),
    ),
    "mcp show": told(
        "mcp",
        ("One server with all that is set for it", "codexctl mcp show docs"),
        ("As JSON, for a program", "codexctl mcp show docs --json"),
    ),
    "mcp add": told(
        "mcp",
        ("A program", "codexctl mcp add papers -- npx -y papers-server"),
        (
            "With a secret, which you enter and which is kept in the keyring",
            "codexctl mcp add jira --secret JIRA_TOKEN -- npx -y jira-server",
        ),
        (
            "A server over HTTP, its token in a variable",
            "codexctl mcp add tickets --url https://mcp.example.com/ --bearer-token-env-var TOKEN",
        ),
        ("Only look at the diff", "codexctl mcp add papers --dry-run -- npx -y papers-server"),
        sections={
            "A program": "env env_var cwd",
            "A server over HTTP": "url bearer_token_env_var header env_header",
            "Secrets": "secret secret_stdin secret_env",
            "What Codex does with it": (
                "startup_timeout tool_timeout enable_tool disable_tool disabled required"
            ),
            "Where it is written": "scope profile force",
        },
    ),
    "mcp secret": told(
        "mcp",
        ("A new value, which you enter", "codexctl mcp secret github GITHUB_TOKEN"),
        (
            "Read from another program",
            'printf %s "$TOKEN" | codexctl mcp secret github GITHUB_TOKEN --secret-stdin',
        ),
    ),
    "mcp import": told(
        "mcp",
        ("Which servers do other programs have?", "codexctl mcp import --dry-run"),
        ("All of one program", "codexctl mcp import --from cursor"),
        ("One server of a file", "codexctl mcp import files --file .mcp.json"),
    ),
    "mcp remove": told(
        "mcp",
        ("With its secrets; the diff comes first", "codexctl mcp remove docs"),
        ("Only look at the diff", "codexctl mcp remove docs web --dry-run"),
    ),
    "mcp enable": told(
        "mcp",
        ("Let Codex start it again", "codexctl mcp enable web"),
        ("Only look at the diff", "codexctl mcp enable web --dry-run"),
    ),
    "mcp disable": told(
        "mcp",
        ("Keep it, but do not start it", "codexctl mcp disable docs"),
        ("Only look at the diff", "codexctl mcp disable docs --dry-run"),
    ),
    "mcp test": told(
        "mcp",
        ("All enabled ones", "codexctl mcp test"),
        ("One, with at most five seconds", "codexctl mcp test docs --timeout 5"),
        ("As JSON, for a program", "codexctl mcp test docs --json"),
    ),
    "mcp login": told(
        "mcp",
        ("In your browser, with Codex's own login", "codexctl mcp login web"),
        ("Codex's own options come last", "codexctl mcp login web --scopes read"),
    ),
    "mcp logout": told(
        "mcp",
        ("Delete the login", "codexctl mcp logout web"),
        ("Log in again", "codexctl mcp logout web && codexctl mcp login web"),
    ),
}
