--% import "_parts.sql" as part with context
--% set order = "(Day, Operation, Team, Model, Tool, UserId, HostGroup, Status, ErrorType, CodexVersion)"
--% set on = " ON CLUSTER " + cluster if cluster else ""
--% set local = "_local" if cluster else ""
-- What dashboards ask for, a row for each day, person and kind. It is made anew from FINAL and never
-- added to with each insert, which would count a span that was sent twice twice.
--
-- codex_daily_recent: the last @{late_days} days, exchanged as a whole every hour, since spans of those days
-- may still come. codex_daily_past: days before, each once. codex_daily is both.
-- Each replica makes its own, so these are not replicated.
CREATE TABLE IF NOT EXISTS @{database}.codex_daily_past@{local}@{on} (
--% include "_daily_columns.sql"
) ENGINE = MergeTree
PARTITION BY toYYYYMM(Day)
ORDER BY @{order}
TTL Day + toIntervalDay(@{days});

--% set where = "Day >= today() - " + late_days
CREATE MATERIALIZED VIEW IF NOT EXISTS @{database}.codex_daily_recent@{local}@{on}
REFRESH EVERY 1 HOUR
(
--% include "_daily_columns.sql"
) ENGINE = MergeTree ORDER BY @{order} AS
--% include "_daily.sql"
;

-- A day that is there already is left alone. To have one made anew (spans came later than that, a
-- price was wrong): DELETE FROM codex_daily_past WHERE Day = '2026-01-31', and the next run adds it.
--% set where = "Day < today() - " + late_days + " AND Day NOT IN (SELECT Day FROM " + database + ".codex_daily_past" + local + ")"
CREATE MATERIALIZED VIEW IF NOT EXISTS @{database}.codex_daily_past_mv@{on}
REFRESH EVERY 1 DAY APPEND TO @{database}.codex_daily_past@{local} AS
--% include "_daily.sql"
;

CREATE VIEW IF NOT EXISTS @{database}.codex_daily@{local}@{on} AS
SELECT * FROM @{database}.codex_daily_past@{local}
UNION ALL
SELECT * FROM @{database}.codex_daily_recent@{local}
WHERE Day NOT IN (
    -- Of the past only what may be in both is looked at.
    SELECT DISTINCT Day FROM @{database}.codex_daily_past@{local}
    WHERE Day >= (SELECT min(Day) FROM @{database}.codex_daily_recent@{local})
);
@{part.everywhere("codex_daily", "rand()")}
