--% set on = " ON CLUSTER " + cluster if cluster else ""
-- From one version of these tables to the next. All files are run in the order of their names, with
-- each release: what is there already is left as it is, and what is new is added here. Each step may
-- be run any number of times.
--
-- Version 1: the tables of files 1 to 5. Nothing came before it.
INSERT INTO @{database}.schema_version (Version)
SELECT 1 WHERE 1 NOT IN (SELECT Version FROM @{database}.schema_version);
