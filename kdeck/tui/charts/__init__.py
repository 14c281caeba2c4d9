"""Charts drawn with characters: figures in, styled lines out. No widgets, no journal.

Own drawing, because what there is does not fit: plotext (through textual-plotext) measures Chinese labels by the
letter, so that rows with them stick out, and lets a label's escape codes through to the terminal; textual-plot brings
70 MB of numpy; Textual's Sparkline has no axis and tells by colour alone. Every chart here reads without colour, counts
in cells, and has a table beside it. There is no radar: in a grid of characters its spokes are crooked, its labels do
not fit, and the area that the eye compares depends on the order of the topics; sorted bars say which topic is weakest.
"""
