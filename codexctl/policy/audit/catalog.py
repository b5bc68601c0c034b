"""Every finding that an audit can make: its id, which stays, and what people read of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding.

    `name` is the id in words, `what` says when it is found (a row of docs/policy.md), `why` what
    follows from it, `remedy` what is done about it in general; a finding has its own remedy.
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
        "the policy is there and cannot be used",
        "Until it can, only metadata is captured and nothing is sent.",
        "Fix the file, and look at it with codexctl policy show.",
    ),
    Rule(
        "settings-unreadable",
        "The settings cannot be used",
        "the person's settings cannot be read, so nothing can be said of them",
        "What they ask for is not known, so it cannot be judged.",
        "Fix the file, or run codexctl setup.",
    ),
    Rule(
        "config-unreadable",
        "A file of Codex's cannot be read",
        "a file of Codex's configuration or hooks cannot be read, so nothing can be said of it",
        "What it says is not known, so it cannot be judged.",
        "codexctl config validate, or codexctl hooks validate.",
    ),
    Rule(
        "tracing-missing",
        "Turns are not traced",
        "tracing is required, and no hook of ours that Codex would run, or no destination, is"
        " there",
        "Turns happen of which the administrator learns nothing.",
        "codexctl setup, and a review of the hook in Codex where the policy asks for one.",
    ),
    Rule(
        "hooks-off",
        "Codex runs no hooks",
        "the hooks feature is off in some layer; a violation where tracing is required or `hooks`"
        " is pinned on",
        "Codex calls no hook then, ours included.",
        "codexctl features enable hooks.",
    ),
    Rule(
        "feature-pinned",
        "A pinned feature has another value",
        "a feature flag has another value than the policy's",
        "The policy decides about this flag for everybody.",
        "codexctl features enable or disable, as the policy has it.",
    ),
    Rule(
        "trust-bypass",
        "Hooks run without review",
        "`bypass_hook_trust` is set; a violation where the policy forbids it",
        "Hooks that nobody has reviewed run with a person's rights.",
        "codexctl config unset, for the key that is named.",
    ),
    Rule(
        "other-tracers",
        "Another tracer gets turns",
        "a hook, a plugin or `notify` calls another tracer that is known by name; a violation under"
        " any policy, a notice without one, and where the administrator set it up or keeps Codex"
        " from running it",
        "It sends turns by settings of its own, which no policy here caps.",
        "codexctl setup --take-over, or delete what calls it.",
    ),
    Rule(
        "unknown-hook",
        "A hook of an unknown program",
        "a hook calls a program that is not known; a notice. Players of sounds and desktop"
        " notices are known, and send nothing",
        "A hook gets prompts, commands and output, and may send them anywhere.",
        "Look at what it does, or delete it.",
    ),
    Rule(
        "plugin-hook",
        "A plugin brings hooks",
        "an enabled plugin brings hooks that call a program that is not known; a notice",
        "A hook gets prompts, commands and output, and a plugin changes with each upgrade.",
        "Look at what it does, or switch the plugin off.",
    ),
    Rule(
        "notify-program",
        "An unknown program gets every answer",
        "`notify` calls a program that is not known; a notice",
        "Codex hands it every prompt and answer as an argument, which other processes can see too.",
        "Look at what it does, or codexctl config unset notify.",
    ),
    Rule(
        "capture-above-cap",
        "More content is asked for than allowed",
        "settings or environment ask for more than `capture.max` (they do not get it)",
        "The policy's limit holds; the person who asked for more may not know.",
        "codexctl setup --capture, with a mode that is allowed.",
    ),
    Rule(
        "foreign-endpoint",
        "An address that is not allowed",
        "a destination, the environment or Codex's own `[otel]` exporter has an address that is not"
        " allowed",
        "codexctl sends nothing there; Codex's own telemetry would.",
        "Name an address that the policy lists.",
    ),
    Rule(
        "plain-http",
        "Unencrypted traces",
        "a destination on another machine has an http address, which the policy does not let be",
        "Everybody on the way could read what is sent.",
        "Name the https address.",
    ),
    Rule(
        "other-way",
        "A variable names another way",
        "a variable names a proxy or authorities; a notice, which says whether it is heard",
        "A proxy can read what is sent, and an authority decides which server is trusted.",
        "Have the policy name the way, or unset the variable.",
    ),
    Rule(
        "certificate-unusable",
        "The policy's authorities cannot be used",
        "the file of `destinations.certificate` is not there, or others than root can change it",
        "Nothing is sent until it can be used.",
        "Fix that file.",
    ),
    Rule(
        "endpoint-missing",
        "A required endpoint is not set up",
        "a required endpoint is not set up",
        "Turns do not arrive where the policy wants them.",
        "codexctl setup --destination otlp --endpoint, with the required address.",
    ),
    Rule(
        "otel-content",
        "Codex's own telemetry contains content",
        "Codex's own telemetry contains content: a `log_…` switch, or any log exporter (it sends"
        " commands and output); a violation where the policy forbids it",
        "Codex's log events contain tool arguments and output by default.",
        "codexctl config set, with the exporter none or the switch false.",
    ),
    Rule(
        "native-otel",
        "Codex sends telemetry of its own",
        "Codex's own spans or metrics are sent somewhere, and no list of addresses of a policy"
        " judges it; a notice",
        "It leaves the machine beside ours, and no policy here caps it.",
        "codexctl config set, with the exporter none.",
    ),
    Rule(
        "local-store",
        "Traces on the machine",
        "the local store is forbidden and there, or set up",
        "Turns are stored on the machine although the policy forbids it.",
        "codexctl trace delete, and other destinations.",
    ),
    Rule(
        "view-enabled",
        "The view is asked for",
        "the settings ask for `codexctl view`, which the policy switches off (it does not start)",
        "It does not start; the person who asked for it may not know why.",
        "Take that line away.",
    ),
    Rule(
        "plaintext-key",
        "A key in plain text",
        "a key is in plain text in a configuration file, a hook's command or an argument,"
        " whatever the policy says; its place and kind are named",
        "All who can read the file have the key: backups, programs, a repository's readers.",
        "Name a variable instead, or keep it in the keyring; and have it replaced.",
    ),
)
RULES = {rule.id: rule for rule in _ALL}
"""All of them by id, in the order in which docs/policy.md lists them."""


def rule_for(finding_id: str) -> Rule:
    """The rule of an id; one that is not listed has its own name for a text."""
    words = finding_id.replace("-", " ")
    return RULES.get(finding_id) or Rule(finding_id, words, words, words, "codexctl policy explain")
