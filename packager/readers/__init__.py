"""Readers: each turns one format into manuscripts. The table is in `packager.readers.table`."""
