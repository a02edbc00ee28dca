"""Where the links of events are kept."""
