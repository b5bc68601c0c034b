-- The sampled stream with content: the exporter's table again, kept for as long as content may be kept.
-- Made by `codexctl fleet render`. Run it after the table of all spans.
CREATE TABLE IF NOT EXISTS @{database}.@{content_table} @{"ON CLUSTER " ~ cluster if cluster else ""}
AS @{database}.@{table}
ENGINE = @{"ReplicatedMergeTree" if cluster else "MergeTree"}
PARTITION BY toDate(Timestamp)
ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))
TTL toDateTime(Timestamp) + toIntervalDay(@{content_days})
SETTINGS ttl_only_drop_parts = 1;
