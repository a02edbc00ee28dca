"""What an operator sees of the running platform: logs, metrics, spans, readiness.

Code that does the work only says in which stage it is and what came out (`work`); the rest of
this package is called by entry points: the application (`requests`, `process`), the workers
(`workers`, which says how to plug one in) and the command line (`logs`). Names, units and the
alerts that go with them stand in `services/OBSERVING.md`.
"""
