WITH rates AS (
    SELECT Provider, Model, Tier,
        arrayReverseSort(groupArray((ValidFrom, AboveInput, Input, Cached, CacheWrite, Output))) AS Rates
    FROM @{database}.codex_prices FINAL GROUP BY Provider, Model, Tier
)
SELECT
    s.Day AS Day, s.Team AS Team, s.UserId AS UserId, s.HostGroup AS HostGroup,
    s.Operation AS Operation, s.Model AS Model, s.Tool AS Tool, s.Status AS Status,
    s.ErrorType AS ErrorType, s.CodexVersion AS CodexVersion,
    count() AS Spans,
    countIf(s.IsError) AS Errors,
    sum(s.InputTokens) AS InputTokens,
    sum(s.CachedTokens) AS CachedTokens,
    sum(s.CacheWriteTokens) AS CacheWriteTokens,
    sum(s.OutputTokens) AS OutputTokens,
    sum(s.ReasoningTokens) AS ReasoningTokens,
    sum(s.Duration) AS DurationNs,
    sum(if(s.known, s.dollars, toDecimal128(0, 12))) AS Cost,
    countIf(s.Operation = 'chat' AND NOT s.known) AS Unpriced
FROM (
    SELECT spans.*,
        -- The newest price of the day, and of that the one for the size of the request.
        arrayFirst(r -> r.1 <= spans.Day AND r.2 < greatest(spans.InputTokens, 1), rates.Rates) AS rate,
        spans.HasUsage AND rate.6 > 0
            AND spans.CachedTokens + spans.CacheWriteTokens <= spans.InputTokens
            AND (spans.Provider != 'openai' OR spans.Server = ''
                OR match(spans.Server, '^([a-z0-9-]+[.])*(openai|chatgpt)[.]com$')) AS known,
        (toDecimal128(spans.InputTokens, 0) - spans.CachedTokens - spans.CacheWriteTokens) * rate.3
            + toDecimal128(spans.CachedTokens, 0) * rate.4
            + toDecimal128(spans.CacheWriteTokens, 0) * rate.5
            + toDecimal128(spans.OutputTokens, 0) * rate.6 AS millionths,
        millionths * toDecimal128('0.000001', 6) AS dollars
    FROM (
        SELECT *, replaceRegexpOne(Model, '-[0-9]{4}-[0-9]{2}-[0-9]{2}$', '') AS Priced,
            if(Tier IN ('auto', 'default'), '', Tier) AS PricedTier
        FROM @{database}.codex_spans@{"_local" if cluster else ""} FINAL
        WHERE @{where}
    ) AS spans
    LEFT JOIN rates ON rates.Provider = spans.Provider AND rates.Model = spans.Priced
        AND rates.Tier = spans.PricedTier
) AS s
GROUP BY Day, Team, UserId, HostGroup, Operation, Model, Tool, Status, ErrorType, CodexVersion
