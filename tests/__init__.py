"""Tests that cross stages: the architecture, the road, the journeys, the faults."""
