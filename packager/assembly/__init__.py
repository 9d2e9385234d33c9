"""Assembly: stories become an `Anthology`; notes and disclaimers move to their places."""

from packager.assembly.assemble import AssemblyOptions, assemble

__all__ = ["AssemblyOptions", "assemble"]
