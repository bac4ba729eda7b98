"""A fake of OBS's Python module: settings, properties, timers and sources kept in plain Python.

It stands in only where OBS itself would add nothing: for what the script tells OBS about its settings
page. Everything that shows or captures is tested in real OBS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

OBS_TEXT_DEFAULT, OBS_TEXT_PASSWORD, OBS_TEXT_INFO = 0, 1, 3
OBS_COMBO_TYPE_LIST, OBS_COMBO_FORMAT_STRING = 2, 3
OBS_SOURCE_VIDEO, OBS_SOURCE_AUDIO = 1, 2


@dataclass
class FakeData:
    """An `obs_data_t`."""

    values: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, nothing: Any) -> Any:
        """The value, else the default, else what OBS gives for nothing."""
        return self.values.get(name, self.defaults.get(name, nothing))


@dataclass
class FakeProperty:
    """One line of the settings page."""

    name: str
    title: str
    press: Callable[[Any, Any], bool] | None = None
    choices: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class FakeSource:
    """A source with a picture or without."""

    name: str
    flags: int = OBS_SOURCE_VIDEO
    private: FakeData = field(default_factory=FakeData)


@dataclass
class FakeObs:
    """What this fake OBS holds; a test fills and reads it."""

    locale: str = "en-US"
    websocket_config: str | None = None
    sources: list[FakeSource] = field(default_factory=list)
    timers: list[Callable[[], None]] = field(default_factory=list)
    released: int = 0


fake = FakeObs()


def obs_get_locale() -> str:
    return fake.locale


def obs_get_module(name: str) -> str | None:
    return name if fake.websocket_config else None


def obs_module_get_config_path(_module: str, _file: str) -> str | None:
    return fake.websocket_config


def obs_data_get_string(data: FakeData, name: str) -> str:
    return str(data.get(name, ""))


def obs_data_get_int(data: FakeData, name: str) -> int:
    return int(data.get(name, 0))


def obs_data_set_string(data: FakeData, name: str, value: str) -> None:
    data.values[name] = value


def obs_data_set_default_string(data: FakeData, name: str, value: str) -> None:
    data.defaults[name] = value


def obs_data_set_default_int(data: FakeData, name: str, value: int) -> None:
    data.defaults[name] = value


def obs_data_release(_data: FakeData) -> None:
    fake.released += 1


def obs_properties_create() -> list[FakeProperty]:
    return []


def obs_properties_add_text(
    page: list[FakeProperty], name: str, title: str, _kind: int
) -> FakeProperty:
    return _add(page, FakeProperty(name, title))


def obs_property_text_set_info_word_wrap(_line: FakeProperty, _wraps: bool) -> None:
    """The look of a text is nothing to a test."""


def obs_properties_add_int(
    page: list[FakeProperty], name: str, title: str, _low: int, _high: int, _step: int
) -> FakeProperty:
    return _add(page, FakeProperty(name, title))


def obs_properties_add_button(
    page: list[FakeProperty], name: str, title: str, press: Callable[[Any, Any], bool]
) -> FakeProperty:
    return _add(page, FakeProperty(name, title, press))


def obs_properties_add_list(
    page: list[FakeProperty], name: str, title: str, _type: int, _format: int
) -> FakeProperty:
    return _add(page, FakeProperty(name, title))


def obs_property_list_add_string(line: FakeProperty, title: str, value: str) -> None:
    line.choices.append((title, value))


def _add(page: list[FakeProperty], line: FakeProperty) -> FakeProperty:
    page.append(line)
    return line


def obs_enum_sources() -> list[FakeSource]:
    return list(fake.sources)


def source_list_release(_sources: list[FakeSource]) -> None:
    fake.released += 1


def obs_source_get_output_flags(source: FakeSource) -> int:
    return source.flags


def obs_source_get_name(source: FakeSource) -> str:
    return source.name


def obs_get_source_by_name(name: str) -> FakeSource | None:
    return next((source for source in fake.sources if source.name == name), None)


def obs_source_get_private_settings(source: FakeSource) -> FakeData:
    return source.private


def obs_source_release(_source: FakeSource) -> None:
    fake.released += 1


def timer_add(callback: Callable[[], None], _interval_ms: int) -> None:
    fake.timers.append(callback)


def timer_remove(callback: Callable[[], None]) -> None:
    fake.timers.remove(callback)
