--% import "_parts.sql" as part with context
-- What the Collector writes: the tables of its clickhouseexporter. Columns, types, codecs and order are
-- those of its internal/sqltemplates/traces_table.sql at commit 2bf6b9e1f8c8 of
-- opentelemetry-collector-contrib (2026). Left out is what only a search by attributes needs: the two
-- ALIAS columns …AttributeItems, and the indexes on attributes and names. The exporter is run with
-- create_schema: false and may only insert. Spans are here twice if they were sent twice: ask the
-- tables of 2-spans.sql.
CREATE DATABASE IF NOT EXISTS @{database}@{" ON CLUSTER " + cluster if cluster else ""};

-- What was run of these files, and when: the highest Version is what the tables are.
CREATE TABLE IF NOT EXISTS @{database}.schema_version@{" ON CLUSTER " + cluster if cluster else ""} (
    Version UInt32,
    Applied DateTime DEFAULT now()
) ENGINE = @{part.engine("MergeTree", "schema_version", whole=true)} ORDER BY Version;
--% for name, days in [(table, raw_days)] + ([(content_table, content_days)] if content else [])

CREATE TABLE IF NOT EXISTS @{part.here(name)} (
    Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    TraceId String CODEC(ZSTD(1)),
    SpanId String CODEC(ZSTD(1)),
    ParentSpanId String CODEC(ZSTD(1)),
    TraceState String CODEC(ZSTD(1)),
    SpanName LowCardinality(String) CODEC(ZSTD(1)),
    SpanKind LowCardinality(String) CODEC(ZSTD(1)),
    ServiceName LowCardinality(String) CODEC(ZSTD(1)),
    ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    ScopeName String CODEC(ZSTD(1)),
    ScopeVersion String CODEC(ZSTD(1)),
    SpanAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    Duration UInt64 CODEC(T64, ZSTD(1)),
    StatusCode LowCardinality(String) CODEC(ZSTD(1)),
    StatusMessage String CODEC(ZSTD(1)),
    Events Nested (
        Timestamp DateTime64(9),
        Name LowCardinality(String),
        Attributes Map(LowCardinality(String), String)
    ) CODEC(ZSTD(1)),
    Links Nested (
        TraceId String,
        SpanId String,
        TraceState String,
        Attributes Map(LowCardinality(String), String)
    ) CODEC(ZSTD(1)),
    INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX idx_duration Duration TYPE minmax GRANULARITY 1
) ENGINE = @{part.engine("MergeTree", name)}
PARTITION BY toDate(Timestamp)
PRIMARY KEY (ServiceName, SpanName, toDateTime(Timestamp))
ORDER BY (ServiceName, SpanName, toDateTime(Timestamp), Timestamp)
TTL toDateTime(Timestamp) + toIntervalDay(@{days})
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1;
@{part.everywhere(name)}
--% endfor

-- Metrics. With a Collector that has no pipeline for them these stay empty.
CREATE TABLE IF NOT EXISTS @{part.here("otel_metrics_gauge")} (
--% include "_metric.sql"
--% include "_exemplars.sql"
    Value Float64 CODEC(ZSTD(1)),
    INDEX idx_attr_key mapKeys(Attributes) TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = @{part.engine("MergeTree", "otel_metrics_gauge")}
PARTITION BY toDate(TimeUnix)
ORDER BY (ServiceName, MetricName, Attributes, toUnixTimestamp64Nano(TimeUnix))
TTL toDateTime(TimeUnix) + toIntervalDay(@{raw_days})
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1;
@{part.everywhere("otel_metrics_gauge", "rand()")}

CREATE TABLE IF NOT EXISTS @{part.here("otel_metrics_sum")} (
--% include "_metric.sql"
--% include "_exemplars.sql"
    Value Float64 CODEC(ZSTD(1)),
    AggregationTemporality Int32 CODEC(ZSTD(1)),
    IsMonotonic Boolean CODEC(Delta, ZSTD(1)),
    INDEX idx_attr_key mapKeys(Attributes) TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = @{part.engine("MergeTree", "otel_metrics_sum")}
PARTITION BY toDate(TimeUnix)
ORDER BY (ServiceName, MetricName, Attributes, toUnixTimestamp64Nano(TimeUnix))
TTL toDateTime(TimeUnix) + toIntervalDay(@{raw_days})
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1;
@{part.everywhere("otel_metrics_sum", "rand()")}

CREATE TABLE IF NOT EXISTS @{part.here("otel_metrics_histogram")} (
--% include "_metric.sql"
--% include "_exemplars.sql"
    Count UInt64 CODEC(Delta, ZSTD(1)),
    Sum Float64 CODEC(ZSTD(1)),
    BucketCounts Array(UInt64) CODEC(ZSTD(1)),
    ExplicitBounds Array(Float64) CODEC(ZSTD(1)),
    Min Float64 CODEC(ZSTD(1)),
    Max Float64 CODEC(ZSTD(1)),
    AggregationTemporality Int32 CODEC(ZSTD(1)),
    INDEX idx_attr_key mapKeys(Attributes) TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = @{part.engine("MergeTree", "otel_metrics_histogram")}
PARTITION BY toDate(TimeUnix)
ORDER BY (ServiceName, MetricName, Attributes, toUnixTimestamp64Nano(TimeUnix))
TTL toDateTime(TimeUnix) + toIntervalDay(@{raw_days})
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1;
@{part.everywhere("otel_metrics_histogram", "rand()")}
