"""One module a screen, imported when first shown; Home alone is there from the start."""
