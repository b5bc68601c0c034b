--% import "_parts.sql" as part with context
-- Spans with a column for each thing that is asked for, without content. A span that was sent again
-- has the same key and replaces itself: with FINAL each counts once, whatever was merged so far.
--
-- A partition is a day, since FINAL need not compare spans of different days: one that was sent again
-- starts when it started. A day to which nothing came for an hour is merged into one part, and FINAL
-- reads that as fast as any table.
CREATE TABLE IF NOT EXISTS @{part.here("codex_spans")} (
    Day Date CODEC(Delta, ZSTD(1)),
    Team LowCardinality(String),
    Operation LowCardinality(String),
    TraceId String CODEC(ZSTD(1)),
    SpanId String CODEC(ZSTD(1)),
    ParentSpanId String CODEC(ZSTD(1)),
    Timestamp DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
    Duration UInt64 CODEC(T64, ZSTD(1)),
    UserId LowCardinality(String),
    HostGroup LowCardinality(String),
    Session String CODEC(ZSTD(1)),
    Provider LowCardinality(String),
    Model LowCardinality(String),
    Tier LowCardinality(String),
    Server LowCardinality(String),
    Tool LowCardinality(String),
    Status LowCardinality(String),
    ErrorType LowCardinality(String),
    IsError Bool,
    CodexVersion LowCardinality(String),
    CodexctlVersion LowCardinality(String),
    InputTokens UInt64 CODEC(T64, ZSTD(1)),
    CachedTokens UInt64 CODEC(T64, ZSTD(1)),
    CacheWriteTokens UInt64 CODEC(T64, ZSTD(1)),
    OutputTokens UInt64 CODEC(T64, ZSTD(1)),
    ReasoningTokens UInt64 CODEC(T64, ZSTD(1)),
    HasUsage Bool,
    HasContent Bool,
    Inserted DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    INDEX idx_user UserId TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = @{part.engine("ReplacingMergeTree", "codex_spans", "Inserted")}
PARTITION BY Day
ORDER BY (Day, Operation, Team, TraceId, SpanId)
TTL Day + toIntervalDay(@{days})
SETTINGS ttl_only_drop_parts = 1,
    min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;
@{part.everywhere("codex_spans")}

-- Tokens are those of model calls alone: an agent's own sums are the same tokens once more.
CREATE MATERIALIZED VIEW IF NOT EXISTS @{database}.codex_spans_mv@{" ON CLUSTER " + cluster if cluster else ""}
TO @{database}.codex_spans@{"_local" if cluster else ""} AS
WITH
    SpanAttributes AS a,
    a['gen_ai.operation.name'] AS op,
    op = 'chat' AS is_chat
SELECT
    toDate(Timestamp, 'UTC') AS Day,
    ResourceAttributes['team.name'] AS Team,
    op AS Operation,
    TraceId,
    SpanId,
    ParentSpanId,
    Timestamp,
    Duration,
    ResourceAttributes['user.id'] AS UserId,
    ResourceAttributes['host.group'] AS HostGroup,
    a['gen_ai.conversation.id'] AS Session,
    a['gen_ai.provider.name'] AS Provider,
    a['gen_ai.request.model'] AS Model,
    a['openai.request.service_tier'] AS Tier,
    a['server.address'] AS Server,
    a['gen_ai.tool.name'] AS Tool,
    a['codex.turn.status'] AS Status,
    a['error.type'] AS ErrorType,
    -- Collectors differ in how they write it: 'Error' or 'STATUS_CODE_ERROR'.
    endsWith(lower(StatusCode), 'error') AS IsError,
    a['codex.cli.version'] AS CodexVersion,
    ScopeVersion AS CodexctlVersion,
    if(is_chat, toUInt64OrZero(a['gen_ai.usage.input_tokens']), 0) AS InputTokens,
    if(is_chat, toUInt64OrZero(a['gen_ai.usage.cache_read.input_tokens']), 0) AS CachedTokens,
    if(is_chat, toUInt64OrZero(a['gen_ai.usage.cache_write.input_tokens']), 0) AS CacheWriteTokens,
    if(is_chat, toUInt64OrZero(a['gen_ai.usage.output_tokens']), 0) AS OutputTokens,
    if(is_chat, toUInt64OrZero(a['gen_ai.usage.reasoning.output_tokens']), 0) AS ReasoningTokens,
    is_chat AND mapContains(a, 'gen_ai.usage.input_tokens') AS HasUsage,
    -- What the gateway lets through as metadata has none of these; one that comes is a leak.
    hasAny(mapKeys(a), ['@{content_keys | join("', '")}'])
        OR arrayExists(
            -- codexctl's own words for a failure; other texts are somebody's.
            e -> NOT match(e['exception.message'], '^(exit code -?[0-9]{1,10}|[a-z_ -]{0,48})$'),
            `Events.Attributes`
        ) AS HasContent
FROM @{database}.@{table}@{"_local" if cluster else ""}
WHERE op IN ('invoke_agent', 'chat', 'execute_tool');

-- How machines stand: capture mode and policy in force, turns that wait, findings of the audit.
CREATE TABLE IF NOT EXISTS @{part.here("codex_machines")} (
    Day Date CODEC(Delta, ZSTD(1)),
    Team LowCardinality(String),
    HostGroup LowCardinality(String),
    UserId LowCardinality(String),
    Host LowCardinality(String),
    Metric LowCardinality(String),
    Said LowCardinality(String),
    Value Float64 CODEC(ZSTD(1)),
    Time DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1))
) ENGINE = @{part.engine("ReplacingMergeTree", "codex_machines")}
PARTITION BY toYYYYMM(Day)
ORDER BY (Day, Metric, Team, HostGroup, UserId, Host, Said, Time)
TTL Day + toIntervalDay(@{days});
@{part.everywhere("codex_machines", "cityHash64(UserId)")}

CREATE MATERIALIZED VIEW IF NOT EXISTS @{database}.codex_machines_mv@{" ON CLUSTER " + cluster if cluster else ""}
TO @{database}.codex_machines@{"_local" if cluster else ""} AS
SELECT
    toDate(TimeUnix, 'UTC') AS Day,
    ResourceAttributes['team.name'] AS Team,
    ResourceAttributes['host.group'] AS HostGroup,
    ResourceAttributes['user.id'] AS UserId,
    ResourceAttributes['host.name'] AS Host,
    MetricName AS Metric,
    multiIf(
        MetricName = 'codexctl.capture.info', Attributes['codexctl.capture.mode'],
        MetricName = 'codexctl.policy.info', Attributes['codexctl.policy.id'],
        MetricName = 'codexctl.policy.findings', Attributes['codexctl.policy.finding.id'], ''
    ) AS Said,
    Value,
    TimeUnix AS Time
FROM @{database}.otel_metrics_gauge@{"_local" if cluster else ""}
WHERE startsWith(MetricName, 'codexctl.');
