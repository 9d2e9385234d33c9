"""Runs a fanpack whose pipeline has a fault."""

import packager.build
from packager.cli import main


def broken(*_: object) -> None:
    raise ZeroDivisionError("on\npurpose")


packager.build.build = broken
main()
