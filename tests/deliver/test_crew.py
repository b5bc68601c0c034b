"""Processes that help: what a person's folder holds is no part of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# A thread is running, so that the helper is a fresh interpreter and no fork.
PROGRAM = """\
import os, threading
from codexctl.isolation import isolate

def work(pipe):
    pipe.send(os.environ.get("PYTHONSAFEPATH"))

if __name__ == "__main__":
    isolate("codexctl", [])
    from codexctl.deliver.backfill.process_pool import crew
    threading.Timer(30, print).start()
    with crew(1, work) as (pipe,):
        print(pipe.recv(), os.environ.get("PYTHONSAFEPATH"), flush=True)
    os._exit(0)
"""


def test_a_fresh_helper_imports_nothing_from_the_folder_that_somebody_stands_in(
    tmp_path: Path,
) -> None:
    program, folder = tmp_path / "program.py", tmp_path / "folder"
    program.write_text(PROGRAM)
    folder.mkdir()
    for name in ("multiprocessing", "pickle", "codexctl"):
        (folder / f"{name}.py").write_text("raise SystemExit('not ours')")
    done = subprocess.run(
        [sys.executable, str(program)],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("None None\n", "")
