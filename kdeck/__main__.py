"""``python -m kdeck`` is the same as ``kdeck``."""

from kdeck.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
