"""`python -m packager` is the command `fanpack`."""

from packager.cli import main

if __name__ == "__main__":
    main()
