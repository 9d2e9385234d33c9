"""Render: an `Anthology` becomes an `HtmlBook`, one XHTML page per chapter."""

from packager.render.book import RenderOptions, render
from packager.render.link_notes import with_link_notes
from packager.render.openings import Openings

__all__ = ["Openings", "RenderOptions", "render", "with_link_notes"]
