"""Events over Kafka: partners' messages into the record, recorded events out of it.

The record is the authority on both ways. What was consumed is noted in the transaction that
records it, what was sent in one after the broker's acknowledgement, so delivery is at least once
and the record makes it exactly once; no promise rests on Kafka's own transactions.
"""
