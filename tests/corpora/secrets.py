"""Kinds of secrets, written from their issuers' documentation, not from our rules.

A sample says what is secret (`cores`, in the order in which they stand in `text`), the text in
which it comes (a key alone, a connection string, a PEM block) and the name that a person gives it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass

from tests.corpora.drawn import ALNUM, BASE32, LOWER, UPPER, WORDLIKE, Drawn
from tests.corpora.recent import RECENT


@dataclass(frozen=True, slots=True)
class Sample:
    """One secret of one kind."""

    kind: str
    name: str
    text: str
    cores: tuple[str, ...]


Maker = Callable[[Drawn], str]

# kind → (name of a variable, how such a key is made). The whole key is the secret.
KEYS: dict[str, tuple[str, Maker]] = {
    "openai": ("OPENAI_API_KEY", lambda d: "sk-" + d.of(ALNUM, 48)),
    "openai-project": ("OPENAI_API_KEY", lambda d: "sk-proj-" + d.of(WORDLIKE, 156)),
    "openai-service": ("OPENAI_KEY", lambda d: "sk-svcacct-" + d.of(WORDLIKE, 100)),
    "deepseek": ("DEEPSEEK_API_KEY", lambda d: "sk-" + d.hex(32)),
    "cursor": ("CURSOR_API_KEY", lambda d: "key_" + d.hex(64)),
    "vercel-blob": (
        "BLOB_READ_WRITE_TOKEN",
        lambda d: f"vercel_blob_rw_{d.of(ALNUM, 16)}_{d.of(ALNUM, 30)}",
    ),
    "anthropic": ("ANTHROPIC_API_KEY", lambda d: f"sk-ant-api03-{d.of(WORDLIKE, 93)}AA"),
    "openrouter": ("OPENROUTER_API_KEY", lambda d: "sk-or-v1-" + d.hex(64)),
    "langfuse": ("LANGFUSE_SECRET_KEY", lambda d: "sk-lf-" + d.uuid()),
    "langsmith": ("LANGSMITH_API_KEY", lambda d: f"lsv2_pt_{d.hex(32)}_{d.hex(10)}"),
    "wandb": ("WANDB_API_KEY", lambda d: d.hex(40)),
    "huggingface": ("HF_TOKEN", lambda d: "hf_" + d.of(ALNUM, 34)),
    "replicate": ("REPLICATE_API_TOKEN", lambda d: "r8_" + d.of(ALNUM, 37)),
    "groq": ("GROQ_API_KEY", lambda d: "gsk_" + d.of(ALNUM, 52)),
    "perplexity": ("PPLX_API_KEY", lambda d: "pplx-" + d.of(ALNUM, 48)),
    "xai": ("XAI_API_KEY", lambda d: "xai-" + d.of(ALNUM, 80)),
    "mistral": ("MISTRAL_API_KEY", lambda d: d.of(ALNUM, 32)),
    "cohere": ("COHERE_API_KEY", lambda d: d.of(ALNUM, 40)),
    "nvidia": ("NVIDIA_API_KEY", lambda d: "nvapi-" + d.of(WORDLIKE, 64)),
    "pinecone": ("PINECONE_API_KEY", lambda d: f"pcsk_{d.of(ALNUM, 6)}_{d.of(ALNUM, 63)}"),
    "aws-access-key": ("AWS_ACCESS_KEY_ID", lambda d: "AKIA" + d.of(BASE32, 16)),
    "aws-secret-key": ("AWS_SECRET_ACCESS_KEY", lambda d: d.base64(30)),
    "aws-session": ("AWS_SESSION_TOKEN", lambda d: "IQoJb3JpZ2luX2Vj" + d.base64(300)),
    "google-api-key": ("GOOGLE_API_KEY", lambda d: "AIzaSy" + d.of(WORDLIKE, 33)),
    "google-oauth": ("GOOGLE_ACCESS_TOKEN", lambda d: "ya29.a0" + d.of(WORDLIKE, 180)),
    "google-client": ("GOOGLE_CLIENT_SECRET", lambda d: "GOCSPX-" + d.of(WORDLIKE, 28)),
    "azure-client": ("AZURE_CLIENT_SECRET", lambda d: f"{d.of(ALNUM, 3)}8Q~{d.of(ALNUM, 34)}"),
    "azure-openai": ("AZURE_OPENAI_API_KEY", lambda d: d.hex(32)),
    "digitalocean": ("DIGITALOCEAN_TOKEN", lambda d: "dop_v1_" + d.hex(64)),
    "heroku": ("HEROKU_API_KEY", lambda d: "HRKU-AA" + d.of(WORDLIKE, 58)),
    "cloudflare": ("CLOUDFLARE_API_TOKEN", lambda d: d.of(WORDLIKE, 40)),
    "databricks": ("DATABRICKS_TOKEN", lambda d: "dapi" + d.hex(32)),
    "vault": ("VAULT_TOKEN", lambda d: "hvs.CAESI" + d.of(WORDLIKE, 90)),
    "terraform": ("TF_TOKEN_app", lambda d: f"{d.of(ALNUM, 14)}.atlasv1.{d.of(ALNUM, 67)}"),
    "doppler": ("DOPPLER_TOKEN", lambda d: "dp.st.prd." + d.of(ALNUM, 43)),
    "pulumi": ("PULUMI_ACCESS_TOKEN", lambda d: "pul-" + d.hex(40)),
    "supabase": ("SUPABASE_ACCESS_TOKEN", lambda d: "sbp_" + d.hex(40)),
    "planetscale": ("PLANETSCALE_TOKEN", lambda d: "pscale_tkn_" + d.of(WORDLIKE, 43)),
    "tailscale": ("TS_AUTHKEY", lambda d: f"tskey-auth-{d.of(ALNUM, 12)}CNTRL-{d.of(ALNUM, 32)}"),
    "github": ("GITHUB_TOKEN", lambda d: "ghp_" + d.of(ALNUM, 36)),
    "github-fine": ("GH_TOKEN", lambda d: f"github_pat_{d.of(ALNUM, 22)}_{d.of(ALNUM, 59)}"),
    "github-app": ("GITHUB_TOKEN", lambda d: "ghs_" + d.of(ALNUM, 36)),
    "gitlab": ("GITLAB_TOKEN", lambda d: "glpat-" + d.of(WORDLIKE, 20)),
    "bitbucket": ("BITBUCKET_APP_PASSWORD", lambda d: "ATBB" + d.of(ALNUM, 32)),
    "atlassian": ("JIRA_API_TOKEN", lambda d: "ATATT3xFfGF0" + d.of(WORDLIKE, 180)),
    "npm": ("NPM_TOKEN", lambda d: "npm_" + d.of(ALNUM, 36)),
    "pypi": ("PYPI_TOKEN", lambda d: "pypi-AgEIcHlwaS5vcmc" + d.of(WORDLIKE, 150)),
    "rubygems": ("GEM_HOST_API_KEY", lambda d: "rubygems_" + d.hex(48)),
    "crates": ("CARGO_REGISTRY_TOKEN", lambda d: "cio" + d.of(ALNUM, 32)),
    "docker": ("DOCKER_PAT", lambda d: "dckr_pat_" + d.of(WORDLIKE, 27)),
    "sentry": ("SENTRY_AUTH_TOKEN", lambda d: "sntryu_" + d.hex(64)),
    "linear": ("LINEAR_API_KEY", lambda d: "lin_api_" + d.of(ALNUM, 40)),
    "figma": ("FIGMA_TOKEN", lambda d: "figd_" + d.of(WORDLIKE, 40)),
    "postman": ("POSTMAN_API_KEY", lambda d: f"PMAK-{d.hex(24)}-{d.hex(34)}"),
    "slack-bot": (
        "SLACK_BOT_TOKEN",
        lambda d: f"xoxb-{d.digits(12)}-{d.digits(13)}-{d.of(ALNUM, 24)}",
    ),
    "slack-app": (
        "SLACK_APP_TOKEN",
        lambda d: f"xapp-1-A{d.of(UPPER, 10)}-{d.digits(13)}-{d.hex(64)}",
    ),
    "discord": (
        "DISCORD_TOKEN",
        lambda d: (
            base64.b64encode(d.digits(18).encode()).decode().rstrip("=")
            + f".{d.of(WORDLIKE, 6)}.{d.of(WORDLIKE, 38)}"
        ),
    ),
    "telegram": ("TELEGRAM_BOT_TOKEN", lambda d: f"{d.digits(10)}:AA{d.of(WORDLIKE, 33)}"),
    "twilio": ("TWILIO_API_KEY", lambda d: "SK" + d.hex(32)),
    "twilio-auth": ("TWILIO_AUTH_TOKEN", lambda d: d.hex(32)),
    "sendgrid": ("SENDGRID_API_KEY", lambda d: f"SG.{d.of(WORDLIKE, 22)}.{d.of(WORDLIKE, 43)}"),
    "mailgun": ("MAILGUN_API_KEY", lambda d: "key-" + d.hex(32)),
    "mailchimp": ("MAILCHIMP_API_KEY", lambda d: f"{d.hex(32)}-us{d.number(1, 21)}"),
    "stripe": ("STRIPE_SECRET_KEY", lambda d: "sk_live_" + d.of(ALNUM, 24)),
    "stripe-webhook": ("STRIPE_WEBHOOK_SECRET", lambda d: "whsec_" + d.of(ALNUM, 32)),
    "square": ("SQUARE_ACCESS_TOKEN", lambda d: "EAAA" + d.of(WORDLIKE, 60)),
    "shopify": ("SHOPIFY_ACCESS_TOKEN", lambda d: "shpat_" + d.hex(32)),
    "newrelic": ("NEW_RELIC_API_KEY", lambda d: "NRAK-" + d.of(UPPER, 27)),
    "datadog": ("DD_API_KEY", lambda d: d.hex(32)),
    "grafana": ("GRAFANA_TOKEN", lambda d: f"glsa_{d.of(ALNUM, 32)}_{d.hex(8)}"),
    "honeycomb": ("HONEYCOMB_API_KEY", lambda d: "hcaik_" + d.of(LOWER, 58)),
    "notion": ("NOTION_TOKEN", lambda d: f"ntn_{d.digits(11)}{d.of(ALNUM, 35)}"),
    "airtable": ("AIRTABLE_API_KEY", lambda d: f"pat{d.of(ALNUM, 14)}.{d.hex(64)}"),
    "hubspot": ("HUBSPOT_TOKEN", lambda d: "pat-na1-" + d.uuid()),
    "json-web-token": (
        "ID_TOKEN",
        lambda d: (
            ".".join(
                base64.urlsafe_b64encode(part.encode()).decode().rstrip("=")
                for part in (
                    '{"alg":"RS256","typ":"JWT"}',
                    '{"sub":"' + d.digits(12) + '","iss":"x"}',
                )
            )
            + "."
            + d.of(WORDLIKE, 86)
        ),
    ),
    **{kind: (name, maker) for kind, (name, maker, _) in RECENT.items()},
    "fireworks": ("FIREWORKS_API_KEY", lambda d: "fw_" + d.of(ALNUM, 24)),
    "together": ("TOGETHER_API_KEY", lambda d: "tgp_v1_" + d.of(WORDLIKE, 43)),
    "cerebras": ("CEREBRAS_API_KEY", lambda d: "csk-" + d.of(LOWER, 48)),
    "tavily": ("TAVILY_API_KEY", lambda d: "tvly-dev-" + d.of(ALNUM, 32)),
    "jina": ("JINA_API_KEY", lambda d: "jina_" + d.of(ALNUM, 60)),
    "firecrawl": ("FIRECRAWL_API_KEY", lambda d: "fc-" + d.hex(32)),
    "e2b": ("E2B_API_KEY", lambda d: "e2b_" + d.hex(40)),
    "elevenlabs": ("ELEVENLABS_API_KEY", lambda d: "sk_" + d.hex(48)),
    "netlify": ("NETLIFY_AUTH_TOKEN", lambda d: "nfp_" + d.of(ALNUM, 36)),
    "render": ("RENDER_API_KEY", lambda d: "rnd_" + d.of(ALNUM, 32)),
    "neon": ("NEON_API_KEY", lambda d: "napi_" + d.of(LOWER, 64)),
    "vercel": ("AI_GATEWAY_API_KEY", lambda d: "vck_" + d.of(ALNUM, 56)),
    "alibaba": ("ALIBABA_ACCESS_KEY_ID", lambda d: "LTAI5t" + d.of(ALNUM, 20)),
    "fly": ("FLY_API_TOKEN", lambda d: "fm2_" + d.base64(120)),
    "one-password": ("OP_SERVICE_TOKEN", lambda d: "ops_eyJ" + d.of(WORDLIKE, 400)),
    "age": (
        "SOPS_AGE_KEY",
        lambda d: "AGE-SECRET-KEY-1" + d.of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58),
    ),
    "sonar": ("SONAR_TOKEN", lambda d: "squ_" + d.hex(40)),
    "nuget": ("NUGET_API_KEY", lambda d: "oy2" + d.of(LOWER, 43)),
    "clojars": ("DEPLOY_TOKEN", lambda d: "CLOJARS_" + d.of(LOWER, 60)),
    "circleci": ("CIRCLE_TOKEN", lambda d: f"CCIPAT_{d.of(ALNUM, 22)}_{d.hex(40)}"),
    "resend": ("RESEND_API_KEY", lambda d: f"re_{d.of(ALNUM, 8)}_{d.of(ALNUM, 24)}"),
    "brevo": ("BREVO_API_KEY", lambda d: f"xkeysib-{d.hex(64)}-{d.of(ALNUM, 16)}"),
    "uuid-token": ("HEROKU_API_KEY", lambda d: d.uuid()),
    "hex-secret": ("APP_SECRET", lambda d: d.hex(64)),
    "random-secret": ("SESSION_SECRET", lambda d: d.of(WORDLIKE, 43)),
    "password": ("DB_PASSWORD", lambda d: d.word().title() + d.digits(4) + d.one("!", "?", "#")),
    "password-random": ("ADMIN_PASSWORD", lambda d: d.of(ALNUM + "!%*+-_", 15) + d.digits(1)),
}


def samples(rounds: int = 3, seed: str = "secrets") -> list[Sample]:
    """So many secrets of every kind."""
    made = []
    for number in range(rounds):
        for kind, (name, maker) in KEYS.items():
            key = maker(Drawn(f"{seed}/{kind}/{number}"))
            made.append(Sample(kind, name, key, (key,)))
        for kind, build in TEXTS.items():
            text, *cores = build(Drawn(f"{seed}/{kind}/{number}"))
            made.append(Sample(kind, _NAMES[kind], text, tuple(cores)))
    return made


def _pem(draw: Drawn, kind: str, lines: int) -> tuple[str, ...]:
    body = [draw.base64(48) for _ in range(lines)]
    text = f"-----BEGIN {kind}-----\n" + "\n".join(body) + f"\n-----END {kind}-----"
    return (text, *body)


def _filled(template: str, *cores: str) -> tuple[str, ...]:
    return (template.format(*cores), *cores)


# kind → the text that it comes in and its secret parts.
TEXTS: dict[str, Callable[[Drawn], tuple[str, ...]]] = {
    "rsa-key": lambda d: _pem(d, "RSA PRIVATE KEY", 6),
    "openssh-key": lambda d: _pem(d, "OPENSSH PRIVATE KEY", 5),
    "pkcs8-key": lambda d: _pem(d, "PRIVATE KEY", 4),
    "postgres-url": lambda d: _filled("postgresql://app:{}@db.internal:5432/app", d.of(ALNUM, 18)),
    "mongodb-url": lambda d: _filled(
        "mongodb+srv://svc:{}@cluster0.example.net/?retryWrites=true", d.of(ALNUM, 16)
    ),
    "redis-url": lambda d: _filled("redis://:{}@cache:6379/0", d.of(ALNUM, 24)),
    "amqp-url": lambda d: _filled("amqps://worker:{}@mq.example.com/vhost", d.of(ALNUM, 20)),
    "https-login": lambda d: _filled(
        "https://deploy:{}@git.example.com/team/app.git", d.of(ALNUM, 20)
    ),
    "azure-storage": lambda d: _filled(
        "DefaultEndpointsProtocol=https;AccountName=store;AccountKey={};EndpointSuffix=core.windows.net",
        d.base64(64),
    ),
    "service-bus": lambda d: _filled(
        "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={}",
        d.base64(32),
    ),
    "sql-server": lambda d: _filled(
        "Server=tcp:db.example.com,1433;User ID=app;Password={};Encrypt=true", d.of(ALNUM, 16) + "7"
    ),
    "jdbc": lambda d: _filled(
        "jdbc:mysql://db:3306/app?user=app&password={}", d.of(ALNUM, 16) + "3"
    ),
    "slack-webhook": lambda d: _filled(
        "https://hooks.slack.com/services/{}",
        f"T{d.of(UPPER, 10)}/B{d.of(UPPER, 10)}/{d.of(ALNUM, 24)}",
    ),
    "signed-url": lambda d: _filled(
        "https://b.s3.amazonaws.com/k?X-Amz-Expires=900&X-Amz-Signature={}", d.hex(64)
    ),
    "bearer-header": lambda d: _filled("Authorization: Bearer {}", d.of(WORDLIKE, 40)),
    "basic-header": lambda d: _filled(
        "Authorization: Basic {}", base64.b64encode(f"me:{d.of(ALNUM, 14)}".encode()).decode()
    ),
    "cookie-header": lambda d: _filled("Cookie: sid={}; lang=en", d.of(ALNUM, 40)),
    "netrc": lambda d: _filled("machine api.example.com login me password {}", d.of(ALNUM, 20)),
    "curl-login": lambda d: _filled("curl -u admin:{} https://api.example.com/", d.of(ALNUM, 14)),
    "password-option": lambda d: _filled(
        "docker login -u me --password {} reg.example.com", d.of(ALNUM, 16)
    ),
    "npmrc": lambda d: _filled("//npm.example.com/:_authToken={}", d.uuid()),
}
_NAMES = {
    **dict.fromkeys(("rsa-key", "openssh-key", "pkcs8-key"), "DEPLOY_KEY"),
    **dict.fromkeys(
        ("postgres-url", "mongodb-url", "redis-url", "amqp-url", "https-login", "jdbc"), "DATABASE_URL"
    ),
    **dict.fromkeys(("azure-storage", "service-bus", "sql-server"), "CONNECTION_STRING"),
    **dict.fromkeys(("slack-webhook", "signed-url"), "UPLOAD_URL"),
    **dict.fromkeys(("bearer-header", "basic-header", "cookie-header"), "EXTRA_HEADER"),
    **dict.fromkeys(("netrc", "curl-login", "password-option", "npmrc"), "SNIPPET"),
}  # fmt: skip
