"""The name of every metric, once, and of the attributes that metrics alone have.

`gen_ai.client.token.usage` and `gen_ai.client.operation.duration` are those of the GenAI
conventions' last tagged text (open-telemetry/semantic-conventions v1.41.1,
docs/gen-ai/gen-ai-metrics.md), which backends read; `gen_ai.client.inference.usage.*` are those of
the newest (open-telemetry/semantic-conventions-genai, commit 024a4f94, October 2026,
docs/gen-ai/gen-ai-token-metrics.md). `codex.*` says what they have no name for, and `codexctl.*`
the state of delivery.
"""

from __future__ import annotations

from typing import Final

GEN_AI_CLIENT_TOKEN_USAGE: Final = "gen_ai.client.token.usage"
GEN_AI_CLIENT_OPERATION_DURATION: Final = "gen_ai.client.operation.duration"
GEN_AI_CLIENT_INFERENCE_USAGE_INPUT_TOKENS: Final = "gen_ai.client.inference.usage.input_tokens"
GEN_AI_CLIENT_INFERENCE_USAGE_OUTPUT_TOKENS: Final = "gen_ai.client.inference.usage.output_tokens"
GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_READ_INPUT_TOKENS: Final = (
    "gen_ai.client.inference.usage.cache_read.input_tokens"
)
GEN_AI_CLIENT_INFERENCE_USAGE_CACHE_WRITE_INPUT_TOKENS: Final = (
    "gen_ai.client.inference.usage.cache_write.input_tokens"
)
GEN_AI_CLIENT_INFERENCE_USAGE_REASONING_OUTPUT_TOKENS: Final = (
    "gen_ai.client.inference.usage.reasoning.output_tokens"
)
CODEX_TURNS: Final = "codex.turns"
CODEX_TOOL_CALLS: Final = "codex.tool.calls"
CODEX_TOOL_FAILURES: Final = "codex.tool.failures"
CODEXCTL_DELIVERY_BACKLOG: Final = "codexctl.delivery.backlog"
CODEXCTL_CAPTURE_INFO: Final = "codexctl.capture.info"
CODEXCTL_POLICY_INFO: Final = "codexctl.policy.info"
CODEXCTL_POLICY_FINDINGS: Final = "codexctl.policy.findings"

# Attributes of metrics that no span has.
GEN_AI_TOKEN_TYPE: Final = "gen_ai.token.type"
GEN_AI_TOKEN_MODALITY: Final = "gen_ai.token.modality"
CODEXCTL_CAPTURE_MODE: Final = "codexctl.capture.mode"
CODEXCTL_POLICY_ID: Final = "codexctl.policy.id"
CODEXCTL_POLICY_FINDING_ID: Final = "codexctl.policy.finding.id"
CODEXCTL_POLICY_FINDING_KIND: Final = "codexctl.policy.finding.kind"
