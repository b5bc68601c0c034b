"""What every page needs: where it reads from, and the current limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from codexctl.deliver.log import note
from codexctl.deliver.store.shown import capture_for_views
from codexctl.locations import Locations
from codexctl.view.web.door.tokens import Tokens
from codexctl.view.web.sources import Source

if TYPE_CHECKING:
    from codexctl.trace.capture.filter import Capture
    from codexctl.view.prices import Prices


@dataclass(frozen=True, slots=True)
class Site:
    """What every page needs.

    `capture` returns the current limits, which may have changed since the last page; `prices`
    returns what calls cost; `note` writes an error to the log, without content.
    """

    source: Source
    locations: Locations
    environ: Mapping[str, str]
    capture: Callable[[], Capture]
    prices: Callable[[], Prices]
    form_token: str
    is_form: Callable[[str], bool]
    note: Callable[[Exception], None]

    @classmethod
    def of(
        cls, source: Source, locations: Locations, environ: Mapping[str, str], tokens: Tokens
    ) -> Site:
        """The site of one run."""
        return cls(
            source=source,
            locations=locations,
            environ=environ,
            capture=partial(capture_for_views, locations, environ),
            prices=partial(prices_now, locations),
            form_token=tokens.form,
            is_form=tokens.is_form,
            note=partial(note, locations.log_file),
        )


def prices_now(locations: Locations) -> Prices:
    """The prices in the current settings.

    Raises SettingsError if they cannot be read: sums without a person's own prices would be wrong.
    """
    try:
        written = locations.settings_toml.stat()
        return _prices(locations, written.st_mtime_ns, written.st_size)
    except FileNotFoundError:
        return _prices(locations, 0, 0)


@cache
def _prices(locations: Locations, _written_ns: int, _size: int) -> Prices:
    from codexctl.settings.load import load_prices
    from codexctl.view.prices import Prices

    return Prices(load_prices(locations.settings_toml))
