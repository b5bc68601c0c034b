"""All findings that an audit can make: their stable ids and their texts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding.

    `name` is a title, `what` says when it is found (a row of docs/policy.md), `why` explains the
    consequence, `remedy` is the general remedy; each finding also has a specific one.
    """

    id: str
    name: str
    what: str
    why: str
    remedy: str


_ALL = (
    Rule(
        "policy-unreadable",
        "The policy cannot be used",
        "the policy file exists but cannot be used",
        "Until it is fixed, only metadata is captured and nothing is sent.",
        "Fix the file, and check it with codexctl policy show.",
    ),
    Rule(
        "settings-unreadable",
        "The settings cannot be used",
        "the user's settings cannot be read, so they cannot be checked",
        "What they ask for is not known, so it cannot be checked.",
        "Fix the file, or run codexctl setup.",
    ),
    Rule(
        "config-unreadable",
        "A file of Codex cannot be read",
        "a file of Codex's configuration or hooks cannot be read, so it cannot be checked",
        "What it says is not known, so it cannot be checked.",
        "codexctl config validate, or codexctl hooks validate.",
    ),
    Rule(
        "tracing-missing",
        "Turns are not traced",
        "tracing is required, but codexctl has no hook that Codex would run, or no destination",
        "The administrator does not receive these turns.",
        "codexctl setup, and a review of the hook in Codex where the policy asks for one.",
    ),
    Rule(
        "hooks-off",
        "Codex runs no hooks",
        "the hooks feature is off in a file that applies; a violation if the policy requires"
        " tracing or sets `hooks` to true",
        "Codex then runs no hook, so codexctl's hook does not run either.",
        "codexctl features enable hooks.",
    ),
    Rule(
        "feature-pinned",
        "A pinned feature has another value",
        "a feature flag has another value than the policy's",
        "The policy sets this flag for all users.",
        "codexctl features enable or disable, as the policy says.",
    ),
    Rule(
        "trust-bypass",
        "Hooks run without review",
        "`bypass_hook_trust` is set; a violation if the policy forbids it",
        "Hooks that nobody has reviewed run with the user's rights.",
        "codexctl config unset, with the named key.",
    ),
    Rule(
        "other-tracers",
        "Another tracer gets turns",
        "a hook, a plugin or `notify` calls another tracer that is known by name; a violation under"
        " every policy. It is only a notice without a policy, if the administrator set it up, or if"
        " the administrator keeps Codex from running it",
        "It sends turns by its own settings, and codexctl's policy does not limit it.",
        "codexctl setup --take-over, or delete what calls it.",
    ),
    Rule(
        "unknown-hook",
        "A hook of an unknown program",
        "a hook calls a program that is not known; a notice. Programs that play sounds or show"
        " desktop notifications are known, and send nothing",
        "A hook gets prompts, commands and output, and may send them anywhere.",
        "Check what it does, or delete it.",
    ),
    Rule(
        "plugin-hook",
        "A plugin has hooks",
        "an enabled plugin has hooks that call an unknown program; a notice",
        "A hook gets prompts, commands and output, and a plugin changes with each upgrade.",
        "Check what it does, or disable the plugin.",
    ),
    Rule(
        "notify-program",
        "An unknown program gets every answer",
        "`notify` calls an unknown program; a notice",
        "Codex passes it every prompt and answer as an argument, which other processes can also "
        "see.",
        "Check what it does, or codexctl config unset notify.",
    ),
    Rule(
        "capture-above-cap",
        "More content is requested than allowed",
        "settings or environment ask for more than `capture.max` (they do not get it)",
        "The policy's limit applies; the user may not know.",
        "codexctl setup --capture, with an allowed mode.",
    ),
    Rule(
        "foreign-endpoint",
        "An address that is not allowed",
        "a destination, the environment or Codex's own `[otel]` exporter has an address that is not"
        " allowed",
        "codexctl sends nothing there; Codex's own telemetry would.",
        "Use an address that the policy lists.",
    ),
    Rule(
        "plain-http",
        "Unencrypted traces",
        "a destination on another machine has an http address, and the policy does not allow http",
        "Everybody between the two machines could read what is sent.",
        "Use the https address.",
    ),
    Rule(
        "other-way",
        "A variable names a proxy or authorities",
        "a variable names a proxy or certificate authorities; a notice. It says whether the"
        " variable is used",
        "A proxy can read what is sent, and an authority decides which server is trusted.",
        "Name the proxy or authorities in the policy, or unset the variable.",
    ),
    Rule(
        "certificate-unusable",
        "The policy's authorities cannot be used",
        "the file in `destinations.certificate` does not exist, or others than root can change it",
        "Nothing is sent until it is fixed.",
        "Fix that file.",
    ),
    Rule(
        "endpoint-missing",
        "A required endpoint is not set up",
        "a required endpoint is not set up, or a destination of the policy lacks something that its"
        " preset needs",
        "Turns do not arrive where the policy requires them.",
        "codexctl setup --destination otlp --endpoint, with the required address.",
    ),
    Rule(
        "otel-content",
        "Codex's own telemetry contains content",
        "Codex's own telemetry contains content: a `log_…` switch is on, or a log exporter is set"
        " (it sends commands and output); a violation if the policy forbids it",
        "Codex's log events contain tool arguments and output by default.",
        "codexctl config set, with the exporter none or the switch false.",
    ),
    Rule(
        "native-otel",
        "Codex sends its own telemetry",
        "Codex's own spans or metrics are sent to an address, and no policy has a list of allowed"
        " addresses; a notice",
        "It is sent in addition to codexctl's traces, and codexctl's policy does not limit it.",
        "codexctl config set, with the exporter none.",
    ),
    Rule(
        "local-store",
        "Traces on the machine",
        "the local store is forbidden, but it exists or is set up",
        "Turns are stored on the machine although the policy forbids it.",
        "codexctl trace delete, and other destinations.",
    ),
    Rule(
        "view-enabled",
        "The view is requested",
        "the settings turn on `codexctl view`, but the policy turns it off (it does not start)",
        "It does not start; the user may not know why.",
        "Delete that line.",
    ),
    Rule(
        "plaintext-key",
        "A key in plain text",
        "a key is in plain text in a configuration file, a hook's command or an argument,"
        " whatever the policy says. The finding names its place and kind",
        "Everybody who can read the file has the key: backups, programs, a repository's readers.",
        "Use a variable or the keyring instead, and replace the key.",
    ),
)
RULES = {rule.id: rule for rule in _ALL}
"""All rules by id, in the order of docs/policy.md."""


def rule_for(finding_id: str) -> Rule:
    """The rule of an id; an unlisted id is its own text."""
    words = finding_id.replace("-", " ")
    return RULES.get(finding_id) or Rule(finding_id, words, words, words, "codexctl policy explain")
