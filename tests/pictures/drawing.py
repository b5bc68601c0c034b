"""A terminal's screen as SVG (the same for the same screen) and as PNG."""

from __future__ import annotations

import io
import subprocess

import pyte
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

# Whoever looks at it may have none of the fonts that rich's own form asks a server for.
_FORM = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px;
}}
.{unique_id}-title {{ font-size: 18px; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
# Of one contrast on the dark ground: 7:1 and more (WCAG 2.2, 1.4.6), grey 4.5:1.
_THEME = TerminalTheme(
    (24, 26, 31),
    (220, 223, 228),
    [
        (24, 26, 31),
        (255, 138, 128),
        (152, 220, 122),
        (238, 200, 105),
        (130, 185, 255),
        (220, 160, 255),
        (98, 214, 226),
        (220, 223, 228),
    ],
    [
        (140, 146, 158),
        (255, 160, 150),
        (175, 235, 150),
        (250, 220, 140),
        (160, 205, 255),
        (232, 185, 255),
        (140, 230, 240),
        (255, 255, 255),
    ],
)
_NAMES = {"default": None, "brown": "yellow", "brightbrown": "bright_yellow"}
# rich's measure of a character, by which its form is laid out.
_SHAPE = 0.61


def svg(screen: pyte.Screen, title: str = "") -> str:
    """The screen down to its last line with something on it, in a window with a title."""
    rows = list(screen.display)
    while rows and not rows[-1].strip():
        rows.pop()
    console = Console(
        record=True,
        width=screen.columns,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
    )
    for number in range(len(rows)):
        console.print(_line(screen, number), no_wrap=True, crop=True, soft_wrap=True)
    drawn = console.export_svg(
        title=title, theme=_THEME, code_format=_FORM, font_aspect_ratio=_SHAPE, unique_id="t"
    )
    return "\n".join(line.rstrip() for line in drawn.split("\n"))


def png(drawn: str, zoom: float = 1.0) -> bytes:
    """The same as PNG, by librsvg's program. Raises FileNotFoundError where it is missing."""
    done = subprocess.run(
        ["rsvg-convert", "--zoom", str(zoom)], input=drawn.encode(), stdout=-1, check=True
    )
    return done.stdout


def _line(screen: pyte.Screen, number: int) -> Text:
    line, row = Text(), screen.buffer[number]
    for column in range(screen.columns):
        char = row[column]
        if char.data:  # the second half of a wide character is empty
            line.append(char.data, _style(char))
    return line


def _style(char: pyte.screens.Char) -> Style:
    return Style(
        color=_colour(char.fg),
        bgcolor=_colour(char.bg),
        bold=char.bold,
        italic=char.italics,
        underline=char.underscore,
        strike=char.strikethrough,
        reverse=char.reverse,
    )


def _colour(name: str) -> str | None:
    if name in _NAMES:
        return _NAMES[name]
    if len(name) == 6 and set(name) <= set("0123456789abcdef"):
        return f"#{name}"
    return name.replace("bright", "bright_")
