"""fanpack turns saved stories into a book: EPUB for e-readers, PDF for print and hand-binding."""

import warnings

__version__ = "0.1.0"

# A system without fonts is no fault, for themes bring their own, and a character no font has is told by its story.
warnings.filterwarnings("ignore", message=".*Expect ugly output")
