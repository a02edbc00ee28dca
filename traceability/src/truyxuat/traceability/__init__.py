"""Events in, exact traces out: the pure rules, with no network, disk or clock."""
