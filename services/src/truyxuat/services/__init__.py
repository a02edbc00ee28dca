"""The running thing: HTTP, SQL record, pages, command line."""
