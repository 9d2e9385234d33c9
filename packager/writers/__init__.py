"""Writers: an `HtmlBook` becomes a file. The table is in `packager.writers.table`."""
