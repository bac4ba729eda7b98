"""Renders the HTML pages, one set of templates per language."""

from __future__ import annotations

from functools import cache

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reelpulse.resources import package_resource
from reelpulse.texts import Language, translations


def page(template: str, language: Language, *, status: int = 200, **values: object) -> web.Response:
    """One page; `values` are escaped wherever the template shows them."""
    text = _environment(language).get_template(template).render(language=language, **values)
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def error_page(language: Language, *, status: int, text: str) -> web.Response:
    """A page that says what is wrong and what to do."""
    return page("error.html", language, status=status, code=status, text=text)


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(package_resource("web", "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # The extension adds this method, which jinja2's own types do not know.
    install = environment.install_gettext_translations  # type: ignore[attr-defined]
    install(translations(language), newstyle=True)
    return environment
