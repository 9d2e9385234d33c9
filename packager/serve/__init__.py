"""`fanpack serve`: the finished books of a folder as an OPDS catalogue and a web page, read-only."""
