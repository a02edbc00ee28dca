"""The pages people see, from a scan to a recall; Vietnamese first, then English.

Each page is a view (a frozen dataclass), a function that makes it from the record, and a
template that shows it; `routes` puts them together. Words, codes and findings are wanted without
any page too, so nothing is imported here.
"""
