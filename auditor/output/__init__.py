"""The shapes in which an audit is given out: one module per format."""
