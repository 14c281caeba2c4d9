"""``python -m kdeck`` is the same as ``kdeck``."""

from kdeck.cli.main import program

if __name__ == "__main__":
    raise SystemExit(program())
