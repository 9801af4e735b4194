"""Arithmetic of measurements."""


def spread(seconds: list[float]) -> dict[str, float]:
    """Return p50, p95 and p99 in milliseconds ({} for no measurement)."""
    if not seconds:
        return {}
    ordered = sorted(seconds)
    return {
        f"p{percent}": round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000, 2)
        for percent in (50, 95, 99)
    }
