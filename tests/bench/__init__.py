"""Benchmarks: ``python -m tests.bench`` measures an installed wheel and prints one table. POSIX only.

Every figure is a ratio taken in one run: kdeck and its floor in turns, medians, least and most shown.
"""
