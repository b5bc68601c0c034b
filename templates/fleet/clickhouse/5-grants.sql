--% set on = " ON CLUSTER " + cluster if cluster else ""
-- Who may what. Nobody has a password here: give each user one, or a certificate, by
-- ALTER USER … IDENTIFIED …, from where you keep secrets; until then nobody can log in.
CREATE ROLE IF NOT EXISTS codexctl_writer@{on};
CREATE ROLE IF NOT EXISTS codexctl_dashboards@{on};
CREATE ROLE IF NOT EXISTS codexctl_spans@{on};
CREATE ROLE IF NOT EXISTS codexctl_content@{on};

-- The Collector inserts, and reads nothing.
GRANT@{on} INSERT ON @{database}.@{table} TO codexctl_writer;
GRANT@{on} INSERT ON @{database}.otel_metrics_gauge TO codexctl_writer;
GRANT@{on} INSERT ON @{database}.otel_metrics_sum TO codexctl_writer;
GRANT@{on} INSERT ON @{database}.otel_metrics_histogram TO codexctl_writer;
--% if content
GRANT@{on} INSERT ON @{database}.@{content_table} TO codexctl_writer;
--% endif

-- Grafana reads what has a type: no table with attributes as they came.
GRANT@{on} SELECT ON @{database}.codex_spans TO codexctl_dashboards;
GRANT@{on} SELECT ON @{database}.codex_machines TO codexctl_dashboards;
GRANT@{on} SELECT ON @{database}.codex_daily TO codexctl_dashboards;
GRANT@{on} SELECT ON @{database}.codex_daily_past TO codexctl_dashboards;
GRANT@{on} SELECT ON @{database}.codex_daily_recent TO codexctl_dashboards;
GRANT@{on} SELECT ON @{database}.codex_prices TO codexctl_dashboards;
GRANT@{on} SELECT ON @{database}.schema_version TO codexctl_dashboards;

-- Whoever looks into a trace, without content.
GRANT@{on} SELECT ON @{database}.@{table} TO codexctl_spans;
--% if content
-- Content: granted to a person for a reason, and for a time.
GRANT@{on} SELECT ON @{database}.@{content_table} TO codexctl_content;
--% endif

-- A batch may have a year of somebody's days, and each is a partition.
CREATE USER IF NOT EXISTS codexctl_collector@{on} IDENTIFIED WITH no_authentication HOST NONE DEFAULT ROLE codexctl_writer
    SETTINGS max_partitions_per_insert_block = 1000;
CREATE USER IF NOT EXISTS codexctl_grafana@{on} IDENTIFIED WITH no_authentication HOST NONE DEFAULT ROLE codexctl_dashboards
    SETTINGS do_not_merge_across_partitions_select_final = 1, readonly = 1, max_execution_time = 30 CHANGEABLE_IN_READONLY, max_result_rows = 100000;
GRANT@{on} codexctl_writer TO codexctl_collector;
GRANT@{on} codexctl_dashboards TO codexctl_grafana;
