"""The five places of the past that the product is modelled on, by their scenario id."""

from doithoai.doors.cli.demo.places.base import Place

PLACES: dict[str, Place] = {}
