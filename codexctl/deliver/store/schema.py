"""The local store's tables, as the steps that lead to them; a step that was released never changes.

`turns` and `spans` hold what was delivered. The columns of `turns` that `trace list` filters by,
and the narrow table `steps` (a row a model call and a tool call) that `trace stats` sums, repeat
figures from there, so that neither has to open a summary or a span's attributes.
"""

from __future__ import annotations

from codexctl.deliver.store.rate_limits import TABLE as RATE_LIMITS

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

# Filling the new columns from existing data needs SQLite's JSON functions (built in since 3.38).
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

# How often turns were stored: a store with a lower count than its cursor is an older copy.
_COUNTED = """
    CREATE TABLE commits (number INTEGER NOT NULL);
    INSERT INTO commits VALUES (0);
    """

# Rows with long texts are best written one after the other: in a tree that is ordered by random ids
# they make the tree deep, and each of them changes a page of its own.
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

# The spans of other traces to which a span links, as JSON.
_LINKED = """
    ALTER TABLE spans ADD COLUMN links TEXT NOT NULL DEFAULT '[]';
    """

# How long a person was waited for, and what decides the price of a request besides its size.
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

# What people sort their turns by. It is not known for turns that were stored before.
_LABELLED = """
    ALTER TABLE turns ADD COLUMN workspace TEXT NOT NULL DEFAULT '';
    ALTER TABLE turns ADD COLUMN environment TEXT NOT NULL DEFAULT '';
    ALTER TABLE turns ADD COLUMN agent_id TEXT NOT NULL DEFAULT '';
    """

# The columns that every table of the roll-up has after its keys.
_CELL = """
        home TEXT NOT NULL,
        billed INTEGER NOT NULL,
        bucket INTEGER NOT NULL,
        turns INTEGER NOT NULL,
        turns_not_completed INTEGER NOT NULL,
        llm_calls INTEGER NOT NULL,
        calls_without_usage INTEGER NOT NULL,
        input_tokens INTEGER NOT NULL,
        cached_input_tokens INTEGER NOT NULL,
        cache_write_input_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        reasoning_output_tokens INTEGER NOT NULL,
        tool_calls INTEGER NOT NULL,
        tool_failures INTEGER NOT NULL,
        waited_ns INTEGER NOT NULL,
        model_times TEXT NOT NULL,
        tool_times TEXT NOT NULL
    """
# What pages show and filter by, the roll-up and the index of words. Turns that were stored before
# have the number -1, new ones 0: `kept/keep.py` gives them their numbers, in steps.
_PAGES = f"""
    ALTER TABLE turns ADD COLUMN number INTEGER NOT NULL DEFAULT -1;
    ALTER TABLE turns ADD COLUMN prompt TEXT NOT NULL DEFAULT '';
    ALTER TABLE turns ADD COLUMN waited_ns INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE turns ADD COLUMN lasted_ns INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE turns ADD COLUMN calls_without_usage INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE turns ADD COLUMN tier TEXT NOT NULL DEFAULT '';
    ALTER TABLE turns ADD COLUMN origin TEXT NOT NULL DEFAULT '';
    ALTER TABLE turns ADD COLUMN home TEXT NOT NULL DEFAULT '';
    ALTER TABLE turns ADD COLUMN withheld TEXT NOT NULL DEFAULT '';
    CREATE INDEX turns_to_keep ON turns (number) WHERE number < 1;
    CREATE INDEX turns_long ON turns (started_at) WHERE lasted_ns > 86400000000000;
    CREATE TABLE numbered (
        number INTEGER PRIMARY KEY,
        thread_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        is_indexed INTEGER NOT NULL
    );
    CREATE INDEX numbered_to_index ON numbered (number) WHERE is_indexed = 0;
    CREATE TABLE facets (
        facet TEXT NOT NULL,
        value TEXT NOT NULL,
        started_at TEXT NOT NULL,
        thread_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        PRIMARY KEY (facet, value, started_at, thread_id, turn_id)
    ) WITHOUT ROWID;
    CREATE TABLE billed (
        id INTEGER PRIMARY KEY,
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        server TEXT NOT NULL,
        tier TEXT NOT NULL,
        above INTEGER NOT NULL,
        shape INTEGER NOT NULL,
        UNIQUE (provider, model, server, tier, above, shape)
    );
    CREATE TABLE hours (
        {_CELL},
        PRIMARY KEY (bucket, home, billed)
    ) WITHOUT ROWID;
    CREATE TABLE days (
        {_CELL},
        PRIMARY KEY (bucket, home, billed)
    ) WITHOUT ROWID;
    CREATE TABLE kind_days (
        model TEXT NOT NULL,
        status TEXT NOT NULL,
        tier TEXT NOT NULL,
        {_CELL},
        PRIMARY KEY (bucket, model, status, tier, home, billed)
    ) WITHOUT ROWID;
    CREATE TABLE kind_blocks (
        model TEXT NOT NULL,
        status TEXT NOT NULL,
        tier TEXT NOT NULL,
        {_CELL},
        PRIMARY KEY (model, status, tier, home, billed, bucket)
    ) WITHOUT ROWID;
    CREATE TABLE project_days (
        cwd TEXT NOT NULL,
        {_CELL},
        PRIMARY KEY (bucket, cwd, home, billed)
    ) WITHOUT ROWID;
    CREATE TABLE project_blocks (
        cwd TEXT NOT NULL,
        {_CELL},
        PRIMARY KEY (cwd, home, billed, bucket)
    ) WITHOUT ROWID;
    CREATE TABLE tool_days (
        tool TEXT NOT NULL,
        {_CELL},
        PRIMARY KEY (tool, home, billed, bucket)
    ) WITHOUT ROWID;
    """

# The policy that applied to a turn. It is not known for turns that were stored before.
_GOVERNED = """
    ALTER TABLE turns ADD COLUMN policy TEXT NOT NULL DEFAULT '';
    """

# Whose turns they are (not known for old ones); sums by quarters of an hour, for time zones that
# are not whole hours from UTC; and an index of words that contains Codex's error messages. What is
# kept beside turns is made again, in steps, as for new turns.
_QUARTERS = f"""
    ALTER TABLE turns ADD COLUMN user TEXT NOT NULL DEFAULT '';
    ALTER TABLE turns ADD COLUMN team TEXT NOT NULL DEFAULT '';
    CREATE TABLE quarters (
        {_CELL},
        PRIMARY KEY (bucket, home, billed)
    ) WITHOUT ROWID;
    DELETE FROM hours;
    DELETE FROM days;
    DELETE FROM kind_days;
    DELETE FROM kind_blocks;
    DELETE FROM project_days;
    DELETE FROM project_blocks;
    DELETE FROM tool_days;
    DELETE FROM facets;
    DELETE FROM numbered;
    DROP TABLE IF EXISTS words;
    UPDATE turns SET number = 0 WHERE number > 0;
    """  # noqa: S608 - names of our own

# The places of a turn's rows, by its thread and turn.
TABLES = ("rate_limits", "steps", "spans", "turns")
MIGRATIONS = (
    _FIRST,
    _FIGURES,
    _COUNTED,
    _IN_ROWS,
    _LINKED,
    _WAITED,
    _LABELLED,
    _PAGES,
    RATE_LIMITS,
    _GOVERNED,
    _QUARTERS,
)
