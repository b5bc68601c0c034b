"""Write `findings.txt` anew, to be read in `git diff`."""

from __future__ import annotations

from tests.shapes.shapes import GOLDEN, findings_text

if __name__ == "__main__":
    GOLDEN.write_text(findings_text())
