"""fanpack turns saved stories into a book: EPUB for e-readers, PDF for print and hand-binding."""

__version__ = "0.1.0"
