--% set on = " ON CLUSTER " + cluster if cluster else ""
--% set parts = ["", "_local"] if cluster else [""]
--% set past = "_local" if cluster else ""
-- Who may what. Nobody has a password here: give each user one, or a certificate, by
-- ALTER USER … IDENTIFIED …, from where you keep secrets; until then nobody can log in.
CREATE ROLE IF NOT EXISTS codexctl_writer@{on};
CREATE ROLE IF NOT EXISTS codexctl_dashboards@{on};
CREATE ROLE IF NOT EXISTS codexctl_spans@{on};
CREATE ROLE IF NOT EXISTS codexctl_content@{on};

--% if cluster
-- A Distributed table asks its servers in the name of whoever asked it, so that both need the right.

--% endif
-- The Collector inserts, and reads nothing.
--% for name in [table, "otel_metrics_gauge", "otel_metrics_sum", "otel_metrics_histogram"] + ([content_table] if content else [])
--% for part in parts
GRANT@{on} INSERT ON @{database}.@{name}@{part} TO codexctl_writer;
--% endfor
--% endfor

-- Grafana reads what has a type: no table with attributes as they came.
--% for name in ["codex_spans", "codex_machines", "codex_daily"]
--% for part in parts
GRANT@{on} SELECT ON @{database}.@{name}@{part} TO codexctl_dashboards;
--% endfor
--% endfor
GRANT@{on} SELECT ON @{database}.codex_daily_past@{past} TO codexctl_dashboards;
GRANT@{on} SELECT ON @{database}.codex_daily_recent@{past} TO codexctl_dashboards;
GRANT@{on} SELECT ON @{database}.codex_prices TO codexctl_dashboards;
GRANT@{on} SELECT ON @{database}.schema_version TO codexctl_dashboards;

-- Whoever looks into a trace, without content.
--% for part in parts
GRANT@{on} SELECT ON @{database}.@{table}@{part} TO codexctl_spans;
--% endfor
--% if content
-- Content: granted to a person for a reason, and for a time.
--% for part in parts
GRANT@{on} SELECT ON @{database}.@{content_table}@{part} TO codexctl_content;
--% endfor
--% endif

-- A batch may have a year of somebody's days, and each is a partition.
CREATE USER IF NOT EXISTS codexctl_collector@{on} IDENTIFIED WITH no_authentication HOST NONE DEFAULT ROLE codexctl_writer
    SETTINGS max_partitions_per_insert_block = 1000;
CREATE USER IF NOT EXISTS codexctl_grafana@{on} IDENTIFIED WITH no_authentication HOST NONE DEFAULT ROLE codexctl_dashboards
    SETTINGS do_not_merge_across_partitions_select_final = 1, readonly = 1, max_execution_time = 30 CHANGEABLE_IN_READONLY, max_result_rows = 100000;
GRANT@{on} codexctl_writer TO codexctl_collector;
GRANT@{on} codexctl_dashboards TO codexctl_grafana;
