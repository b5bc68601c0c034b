"""How what passes the filter is shown: as it is, masked, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from codexctl.redact.masker import Masker
from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.trace.capture.messages import attachment, responses, without_responses
from codexctl.trace.capture.names import told


@dataclass(frozen=True, slots=True)
class Telling:
    """What the limits make of one value.

    `masker` masks content in `redacted` mode; `always`, if there is one, does in `full` mode what
    an administrator requires; `names` looks for secrets in what passes as a name, in every other.
    `known` is what was left of texts of the turn that is being filtered.
    """

    limits: CaptureLimits
    masker: Masker | None
    always: Masker | None = None
    names: Masker | None = None
    known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def _is_metadata(self) -> bool:
        return self.limits.mode is CaptureMode.metadata

    @property
    def _is_masked(self) -> bool:
        return self.limits.mode is not CaptureMode.full or self.always is not None

    @property
    def _for_names(self) -> Masker | None:
        return self.names or self.masker

    def _masked(self, value: Any) -> Any:
        """Content as it may leave: None in `metadata`, and where masking is not possible."""
        mode = self.limits.mode
        if mode is CaptureMode.full:
            return self.always.mask_all(value) if self.always else value
        if mode is CaptureMode.metadata or self.masker is None:
            return None
        return self.masker.mask_all(value)

    def _named(self, key: str, value: Any) -> Any:
        """A name, as far as the limits allow; in `full` mode as it is."""
        if self.limits.mode is CaptureMode.full:
            return self._masked(value)
        if not isinstance(value, str) or not value:
            return None
        return told(key, value, self._for_names)

    def _result(self, value: Any) -> Any:
        """What a tool answered: on its span, and in the messages of the request that brought it."""
        if isinstance(value, str):
            return self._once(value)
        if isinstance(value, list):
            value = [self._picture(part) for part in value]
        return self._masked(value)

    def _said(self, messages: Any) -> Any:
        """Messages as they may leave. What tools answered in them is masked as on their spans."""
        if self._is_metadata or not self._is_masked:
            return self._masked(messages)
        answers = [self._result(part["response"]) for part in responses(messages)]
        masked = self._masked([without_responses(message) for message in messages])
        for part, answer in zip(responses(masked or ()), answers, strict=True):
            part["response"] = answer
        return masked

    def _once(self, text: str) -> Any:
        """A text that comes again in a turn is masked once."""
        if text not in self.known:
            self.known[text] = self._masked(text)
        return self.known[text]

    def _picture(self, part: Any) -> Any:
        """A picture in a tool's result, as one in a message."""
        is_picture = isinstance(part, dict) and "modality" in part
        return attachment(part, self.limits.exclude, self._is_masked) if is_picture else part
