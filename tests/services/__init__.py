"""The running thing: capture, record, API, pages."""
