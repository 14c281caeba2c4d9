"""When a card comes next. The only place that knows the ``fsrs`` package."""
