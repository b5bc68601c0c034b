--% macro here(name)
@{database}.@{name}@{"_local" if cluster else ""}@{" ON CLUSTER " + cluster if cluster else ""}
--%- endmacro
--% macro engine(kind, name, arguments="", whole=false)
--% if cluster and whole
Replicated@{kind}('/clickhouse/tables/all/@{database}/@{name}', '{shard}-{replica}'@{", " + arguments if arguments else ""})
--%- elif cluster
Replicated@{kind}('/clickhouse/tables/{shard}/@{database}/@{name}', '{replica}'@{", " + arguments if arguments else ""})
--%- else
@{kind}(@{arguments})
--%- endif
--%- endmacro
--% macro everywhere(name, shard="cityHash64(TraceId)")
--% if cluster

-- Of all shards together; all spans of a trace lie on one, so that a span sent again meets itself.
CREATE TABLE IF NOT EXISTS @{database}.@{name} ON CLUSTER @{cluster}
AS @{database}.@{name}_local
ENGINE = Distributed('@{cluster}', '@{database}', '@{name}_local', @{shard});
--% endif
--%- endmacro
