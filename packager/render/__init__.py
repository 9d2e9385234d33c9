"""Render: an `Anthology` becomes an `HtmlBook`, one XHTML page per chapter."""
