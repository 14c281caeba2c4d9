"""Faults in full number: ``python -m tests.chaos.NAME --help`` says how many; the suite runs a few of each."""
