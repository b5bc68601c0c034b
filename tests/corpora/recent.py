"""Formats of 2025 and 2026, written from what their vendors say of them, each with its page.

Where a page names no length, the shape is that of keys seen in public and of what other scanners
look for (Google's, Azure's, RunPod's, Elastic's, Octopus's, Paddle's, Amp's, Polar's).
"""

from __future__ import annotations

from collections.abc import Callable

from tests.corpora.drawn import ALNUM, BASE32, LOWER, UPPER, WORDLIKE, Drawn

# kind → (name of a variable, how such a key is made, where its vendor describes it).
RECENT: dict[str, tuple[str, Callable[[Drawn], str], str]] = {
    "new-google-auth-key": (
        "GEMINI_API_KEY",
        lambda d: "AQ.Ab8RN6" + d.of(WORDLIKE, 44),
        "https://ai.google.dev/gemini-api/docs/api-key",
    ),
    "new-azure-ai-key": (
        "AZURE_AI_KEY",
        lambda d: (
            f"{d.of(ALNUM, 52)}JQQJ99B{d.of('ABCDEFGHIJKL', 1)}AC{d.of(ALNUM, 5)}XJ3w3AAA"
            f"{d.of('ABY', 1)}ACOG{d.of(ALNUM, 4)}"
        ),
        "https://learn.microsoft.com/azure/ai-services/authentication",
    ),
    "new-llamaindex-key": (
        "LLAMA_CLOUD_API_KEY",
        lambda d: "llx-" + d.of(ALNUM, 48),
        "https://docs.cloud.llamaindex.ai/api_key",
    ),
    "new-modal-token": (
        "MODAL_TOKEN_SECRET",
        lambda d: "as-" + d.of(ALNUM, 22),
        "https://modal.com/docs/reference/modal.config",
    ),
    "new-runpod-key": (
        "RUNPOD_API_KEY",
        lambda d: "rpa_" + d.of(UPPER, 40) + d.of(ALNUM, 6),
        "https://docs.runpod.io/get-started/api-keys",
    ),
    "new-helicone-key": (
        "PROXY_API_KEY",
        lambda d: "sk-helicone-" + "-".join(d.of(LOWER, 7) for _ in range(4)),
        "https://docs.helicone.ai/helicone-headers/helicone-auth",
    ),
    "new-browserbase-key": (
        "BROWSERBASE_API_KEY",
        lambda d: "bb_live_" + d.of(WORDLIKE, 27),
        "https://docs.browserbase.com/introduction/getting-started",
    ),
    "new-mem0-key": (
        "MEM0_API_KEY",
        lambda d: "m0-" + d.of(ALNUM, 40),
        "https://docs.mem0.ai/quickstart",
    ),
    "new-chroma-key": (
        "CHROMA_API_KEY",
        lambda d: "ck-" + d.of(ALNUM, 44),
        "https://docs.trychroma.com/cloud/getting-started",
    ),
    "new-xata-key": (
        "XATA_API_KEY",
        lambda d: "xau_" + d.of(ALNUM, 32),
        "https://xata.io/docs/concepts/api-keys",
    ),
    "new-trigger-key": (
        "TRIGGER_SECRET_KEY",
        lambda d: "tr_prod_" + d.of(ALNUM, 24),
        "https://trigger.dev/docs/apikeys",
    ),
    "new-inngest-key": (
        "INNGEST_SIGNING_KEY",
        lambda d: "signkey-prod-" + d.hex(64),
        "https://www.inngest.com/docs/platform/signing-keys",
    ),
    "new-polar-token": (
        "POLAR_ACCESS_TOKEN",
        lambda d: "polar_oat_" + d.of(ALNUM, 43),
        "https://docs.polar.sh/integrate/authentication",
    ),
    "new-paddle-key": (
        "PADDLE_API_KEY",
        lambda d: (
            "pdl_live_apikey_" + d.of(LOWER, 26) + "_" + d.of(ALNUM, 22) + "_" + d.of(ALNUM, 3)
        ),
        "https://developer.paddle.com/api-reference/about/api-keys",
    ),
    "new-posthog-key": (
        "POSTHOG_API_KEY",
        lambda d: "phx_" + d.of(ALNUM, 48),
        "https://posthog.com/docs/api",
    ),
    "new-axiom-token": (
        "AXIOM_TOKEN",
        lambda d: "xaat-" + d.uuid(),
        "https://axiom.co/docs/reference/tokens",
    ),
    "new-infisical-token": (
        "INFISICAL_TOKEN",
        lambda d: f"st.{d.hex(24)}.{d.hex(32)}.{d.hex(32)}",
        "https://infisical.com/docs/documentation/platform/token",
    ),
    "new-bitwarden-token": (
        "BWS_ACCESS_TOKEN",
        lambda d: f"0.{d.uuid()}.{d.of(ALNUM, 30)}:{d.of(ALNUM, 22)}==",
        "https://bitwarden.com/help/access-tokens/",
    ),
    "new-buildkite-agent-token": (
        "BUILDKITE_AGENT_TOKEN",
        lambda d: "bkct_" + d.of(ALNUM, 48),
        "https://buildkite.com/docs/platform/security/tokens",
    ),
    "new-harness-token": (
        "HARNESS_API_KEY",
        lambda d: f"pat.{d.of(WORDLIKE, 22)}.{d.hex(24)}.{d.of(ALNUM, 20)}",
        "https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/",
    ),
    "new-octopus-key": (
        "OCTOPUS_API_KEY",
        lambda d: "API-" + d.of(UPPER, d.random.choice((26, 32))),
        "https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key",
    ),
    "new-gitlab-token": (
        "GITLAB_RUNNER_TOKEN",
        lambda d: "glrt-" + d.of(WORDLIKE, 20),
        "https://docs.gitlab.com/security/tokens/#token-prefixes",
    ),
    "new-jsr-token": ("JSR_TOKEN", lambda d: "jsrp_" + d.of(ALNUM, 40), "https://jsr.io/docs/api"),
    "new-snyk-token": (
        "SNYK_TOKEN",
        lambda d: f"snyk_uat.{d.hex(8)}.{d.of(WORDLIKE, 60)}.{d.of(WORDLIKE, 40)}",
        "https://docs.snyk.io/snyk-api/authentication-for-api",
    ),
    "new-supabase-secret": (
        "SB_KEY",
        lambda d: "sb_secret_" + d.of(WORDLIKE, 31),
        "https://supabase.com/docs/guides/api/api-keys",
    ),
    "new-cloudflare-token": (
        "CLOUDFLARE_API_KEY",
        lambda d: "cfut_" + d.of(ALNUM, 48),
        "https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/",
    ),
    "new-scaleway-key": (
        "SCW_ACCESS_KEY",
        lambda d: "SCW" + d.of(UPPER, 17),
        "https://www.scaleway.com/en/docs/iam/how-to/create-api-keys/",
    ),
    "new-mongodb-atlas-key": (
        "MONGODB_ATLAS_SECRET",
        lambda d: "mdb_sa_sk_" + d.of(WORDLIKE, 40),
        "https://www.mongodb.com/docs/atlas/configure-api-access/",
    ),
    "new-elastic-key": (
        "ELASTIC_API_KEY",
        lambda d: "essu_" + d.base64(67),
        "https://www.elastic.co/docs/deploy-manage/api-keys/elastic-cloud-api-keys",
    ),
    "new-cursor-key": (
        "CURSOR_KEY",
        lambda d: "crsr_" + d.hex(64),
        "https://docs.cursor.com/account/teams/admin-api",
    ),
    "new-amp-key": (
        "AMP_API_KEY",
        lambda d: f"sgamp_user_{d.of(UPPER, 26)}_{d.hex(64)}",
        "https://ampcode.com/manual",
    ),
    "new-baidu-key": (
        "QIANFAN_API_KEY",
        lambda d: f"bce-v3/ALTAK-{d.of(ALNUM, 21)}/{d.hex(40)}",
        "https://cloud.baidu.com/doc/qianfan-api/s/ym9chdsy5",
    ),
    "new-typeform-token": (
        "TYPEFORM_TOKEN",
        lambda d: "tfp_" + d.of(WORDLIKE, 59),
        "https://www.typeform.com/developers/get-started/personal-access-token/",
    ),
    "new-flutterwave-key": (
        "FLW_SECRET_KEY",
        lambda d: f"FLWSECK-{d.of(LOWER, 32)}-X",
        "https://developer.flutterwave.com/docs/authentication",
    ),
    "new-perplexity-key": (
        "PPLX_KEY",
        lambda d: "pplx-" + d.of(ALNUM, 48),
        "https://docs.perplexity.ai/getting-started/quickstart",
    ),
    "new-openshift-token": (
        "OC_TOKEN",
        lambda d: "sha256~" + d.of(WORDLIKE, 43),
        "https://docs.openshift.com/container-platform/latest/authentication/",
    ),
    "new-planetscale-token": (
        "DB_TOKEN",
        lambda d: "pscale_oauth_" + d.of(WORDLIKE, 43),
        "https://planetscale.com/docs/concepts/service-tokens",
    ),
    "new-settlemint-token": (
        "SETTLEMINT_TOKEN",
        lambda d: "sm_pat_" + d.of(ALNUM, 16),
        "https://console.settlemint.com/documentation",
    ),
    "new-clickup-token": (
        "CLICKUP_TOKEN",
        lambda d: f"pk_{d.digits(8)}_{d.of(UPPER, 32)}",
        "https://developer.clickup.com/docs/authentication",
    ),
    "new-dynatrace-token": (
        "DT_TOKEN",
        lambda d: f"dt0s01.{d.of(UPPER, 8)}.{d.of(UPPER, 64)}",
        "https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients",
    ),
    "new-gitea-actions-token": (
        "CODEBERG_TOKEN",
        lambda d: "gto_" + d.of(BASE32.lower(), 52),
        "https://docs.gitea.com/development/oauth2-provider",
    ),
    "new-tines-key": (
        "LANGDB_KEY",
        lambda d: "langdb_" + d.of(ALNUM, 60),
        "https://docs.langdb.ai/getting-started/working-with-api",
    ),
}
