"""Policies as decision tables: proven complete, asked in fresh cases, explained."""
