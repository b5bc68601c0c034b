"""The local store's tables, as the steps that lead to them; a step that was released never changes.

`turns` and `spans` hold what was delivered. The columns of `turns` that `trace list` filters by,
and the narrow table `steps` (a row a model call and a tool call) that `trace stats` sums, repeat
figures from there, so that neither has to open a summary or a span's attributes.
"""

from __future__ import annotations

_FIRST = """
    CREATE TABLE turns (
        thread_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        trace_id TEXT NOT NULL,
        session_id TEXT NOT NULL,
        started_at TEXT NOT NULL,
        is_marked INTEGER NOT NULL,
        summary TEXT NOT NULL,
        PRIMARY KEY (thread_id, turn_id)
    ) WITHOUT ROWID;
    CREATE INDEX turns_by_time ON turns (started_at);
    CREATE INDEX turns_by_trace ON turns (trace_id);
    CREATE TABLE spans (
        span_id TEXT PRIMARY KEY,
        trace_id TEXT NOT NULL,
        parent_id TEXT NOT NULL,
        thread_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        started_ns INTEGER NOT NULL,
        ended_ns INTEGER NOT NULL,
        error_type TEXT NOT NULL,
        attributes TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX spans_by_trace ON spans (trace_id, started_ns);
    CREATE INDEX spans_by_turn ON spans (thread_id, turn_id);
    """

# Filling the new places from what is there needs SQLite's JSON functions (built in since 3.38).
_FIGURES = """
    ALTER TABLE turns ADD COLUMN status TEXT NOT NULL DEFAULT '';
    ALTER TABLE turns ADD COLUMN model TEXT NOT NULL DEFAULT '';
    ALTER TABLE turns ADD COLUMN cwd TEXT NOT NULL DEFAULT '';
    UPDATE turns SET
        status = coalesce(json_extract(summary, '$.status'), ''),
        model = coalesce(json_extract(summary, '$.model'), ''),
        cwd = coalesce((
            SELECT json_extract(attributes, '$."codex.cwd"') FROM spans
            WHERE spans.thread_id = turns.thread_id AND spans.turn_id = turns.turn_id
            AND name LIKE 'invoke\\_agent%' ESCAPE '\\' LIMIT 1
        ), '');
    CREATE INDEX turns_by_session ON turns (session_id, started_at);
    CREATE INDEX turns_by_status ON turns (status, started_at);
    CREATE INDEX turns_by_model ON turns (model, started_at);
    CREATE INDEX turns_by_cwd ON turns (cwd, started_at);
    CREATE TABLE steps (
        span_id TEXT PRIMARY KEY,
        thread_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        operation TEXT NOT NULL,
        name TEXT NOT NULL,
        provider TEXT NOT NULL,
        started_ns INTEGER NOT NULL,
        took_ns INTEGER NOT NULL,
        error_type TEXT NOT NULL,
        input_tokens INTEGER,
        cached_input_tokens INTEGER,
        cache_write_input_tokens INTEGER,
        output_tokens INTEGER,
        reasoning_output_tokens INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX steps_by_turn ON steps (thread_id, turn_id);
    INSERT INTO steps
        SELECT span_id, thread_id, turn_id,
            json_extract(attributes, '$."gen_ai.operation.name"'),
            coalesce(
                json_extract(attributes, '$."gen_ai.tool.name"'),
                json_extract(attributes, '$."gen_ai.request.model"'), ''),
            coalesce(json_extract(attributes, '$."gen_ai.provider.name"'), ''),
            started_ns, ended_ns - started_ns, error_type,
            json_extract(attributes, '$."gen_ai.usage.input_tokens"'),
            json_extract(attributes, '$."gen_ai.usage.cache_read.input_tokens"'),
            json_extract(attributes, '$."gen_ai.usage.cache_write.input_tokens"'),
            json_extract(attributes, '$."gen_ai.usage.output_tokens"'),
            json_extract(attributes, '$."gen_ai.usage.reasoning.output_tokens"')
        FROM spans
        WHERE json_extract(attributes, '$."gen_ai.operation.name"') IN ('chat', 'execute_tool');
    """

# How often turns were stored: a store that counts less than its cursor knows of is an older copy.
_COUNTED = """
    CREATE TABLE commits (number INTEGER NOT NULL);
    INSERT INTO commits VALUES (0);
    """

# Rows that hold long texts are best written one behind the other: in a tree that is ordered by
# random ids they make it deep, and each of them touches a page of its own.
_IN_ROWS = """
    ALTER TABLE spans RENAME TO spans_by_id;
    CREATE TABLE spans (
        span_id TEXT PRIMARY KEY,
        trace_id TEXT NOT NULL,
        parent_id TEXT NOT NULL,
        thread_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        started_ns INTEGER NOT NULL,
        ended_ns INTEGER NOT NULL,
        error_type TEXT NOT NULL,
        attributes TEXT NOT NULL
    );
    INSERT INTO spans SELECT * FROM spans_by_id;
    DROP TABLE spans_by_id;
    CREATE INDEX spans_by_trace ON spans (trace_id, started_ns);
    CREATE INDEX spans_by_turn ON spans (thread_id, turn_id);
    """

# The spans of other traces that a span points to, as JSON.
_LINKED = """
    ALTER TABLE spans ADD COLUMN links TEXT NOT NULL DEFAULT '[]';
    """

# How long a person was waited for, and what the price of a request depends on besides its size.
_WAITED = """
    ALTER TABLE steps ADD COLUMN waited_ns INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE steps ADD COLUMN tier TEXT NOT NULL DEFAULT '';
    ALTER TABLE steps ADD COLUMN server TEXT NOT NULL DEFAULT '';
    UPDATE steps SET (waited_ns, tier, server) = (
        SELECT
            coalesce(json_extract(attributes, '$."codex.person.wait_ms"'), 0) * 1000000,
            coalesce(json_extract(attributes, '$."openai.request.service_tier"'), ''),
            coalesce(json_extract(attributes, '$."server.address"'), '')
        FROM spans WHERE spans.span_id = steps.span_id
        AND spans.thread_id = steps.thread_id AND spans.turn_id = steps.turn_id
    ) WHERE EXISTS (
        SELECT 1 FROM spans WHERE spans.span_id = steps.span_id
        AND spans.thread_id = steps.thread_id AND spans.turn_id = steps.turn_id
    );
    """

# What people sort their turns by. Of turns that were stored before it is not known.
_LABELLED = """
    ALTER TABLE turns ADD COLUMN workspace TEXT NOT NULL DEFAULT '';
    ALTER TABLE turns ADD COLUMN environment TEXT NOT NULL DEFAULT '';
    ALTER TABLE turns ADD COLUMN agent_id TEXT NOT NULL DEFAULT '';
    """

MIGRATIONS = (_FIRST, _FIGURES, _COUNTED, _IN_ROWS, _LINKED, _WAITED, _LABELLED)
