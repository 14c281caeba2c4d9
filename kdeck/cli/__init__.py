"""Commands: thin, imported late, and the only place that wires objects together."""
