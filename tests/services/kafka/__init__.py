"""What comes and goes over Kafka, as far as it needs no broker."""
