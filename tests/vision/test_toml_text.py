"""What is written as TOML reads as what it was."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from reelpulse.vision.toml_text import toml_text

_PLAIN = (
    st.text()
    | st.booleans()
    | st.integers(min_value=-(2**63), max_value=2**63 - 1)
    | st.floats(allow_nan=False)
)
_KEYS = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True)
_LISTS = st.lists(_PLAIN) | st.lists(st.dictionaries(_KEYS, _PLAIN))
_TABLES = st.dictionaries(_KEYS, _PLAIN | _LISTS | st.dictionaries(_KEYS, _PLAIN))


@given(st.dictionaries(_KEYS, _PLAIN | _LISTS | _TABLES))
def test_any_table_comes_back(values: dict[str, object]) -> None:
    assert tomllib.loads(toml_text(values)) == values
