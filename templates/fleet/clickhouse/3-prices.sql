--% import "_parts.sql" as part with context
-- What a million tokens cost, in US dollars: from a day on (UTC), for requests of more input tokens
-- than AboveInput. The rows below are OpenAI's published prices as genai-prices has them; a contract
-- of your own is a row of your own with a later ValidFrom. A call without a price is counted and not
-- guessed.
--% if cluster
-- Every server of every shard has all of them, since each makes its own part of codex_daily.
--% endif
CREATE TABLE IF NOT EXISTS @{database}.codex_prices@{" ON CLUSTER " + cluster if cluster else ""} (
    Provider LowCardinality(String),
    Model LowCardinality(String),
    Tier LowCardinality(String),
    ValidFrom Date,
    AboveInput UInt64,
    Input Decimal(18, 6),
    Cached Decimal(18, 6),
    CacheWrite Decimal(18, 6),
    Output Decimal(18, 6),
    Written DateTime64(3) DEFAULT now64(3)
) ENGINE = @{part.engine("ReplacingMergeTree", "codex_prices", "Written", whole=true)}
ORDER BY (Provider, Model, Tier, ValidFrom, AboveInput);
--% if prices

INSERT INTO @{database}.codex_prices
    (Provider, Model, Tier, ValidFrom, AboveInput, Input, Cached, CacheWrite, Output) VALUES
--% for row in prices
('@{row.provider}', '@{row.model}', '@{row.tier}', '@{row.valid_from}', @{row.above_input}, @{row.input}, @{row.cached}, @{row.cache_write}, @{row.output})@{";" if loop.last else ","}
--% endfor
--% endif
