"""The figures as a person reads them."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence

from benchmarks.load import Result


def heading(cases: int) -> str:
    """What runs where."""
    return (
        f"exportlane benchmark: {cases} cases, four agencies and the gateway's view, real PostgreSQL and Kafka\n"
        f"{os.cpu_count()} cores, Python {platform.python_version()}, everything on "
        "(signatures, chain, inbox, traces, view; fsync and synchronous commit on)"
    )


def report(result: Result, floor: float) -> str:
    """One concurrency beside its floor."""
    ours = sum(result.cpu.values())
    cpu = ", ".join(f"{name} {1000 * used / result.cases:.1f}" for name, used in sorted(result.cpu.items()))
    servers = ", ".join(
        f"{name} {1000 * used / result.cases:.1f}" for name, used in result.servers_cpu.items()
    )
    memory = ", ".join(
        f"{name} {before:.0f}→{after:.0f}" for name, (before, after) in sorted(result.memory.items())
    )
    return "\n".join(
        [
            f"\n{result.in_flight} in flight ({result.cases} cases, {result.batch} vehicles a submission)",
            f"  cases per second     {result.rate:8.1f}   floor {floor:.1f}   ratio {result.rate / floor:.2f}",
            f"  whole case           {_spread(result.case_times)}",
            f"  fact to visible      {_spread(result.lags)}   over {len(result.lags)} facts",
            f"  CPU ms per case      {1000 * ours / result.cases:8.1f}   ours ({cpu})",
            f"                                  servers ({servers})",
            f"  memory MiB           {memory}",
        ]
    )


def report_paced(result: Result) -> str:
    """The steady run."""
    return "\n".join(
        [
            f"\nsteady {result.rate:.0f} cases per second for {result.seconds:.0f} s (single submissions)",
            f"  whole case           {_spread(result.case_times)}",
            f"  fact to visible      {_spread(result.lags)}   over {len(result.lags)} facts",
        ]
    )


def _spread(seconds: Sequence[float]) -> str:
    return f"p50 {1000 * percentile(seconds, 0.5):7.1f} ms   p99 {1000 * percentile(seconds, 0.99):7.1f} ms"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    if not ordered:
        return float("nan")
    place = max(0, min(len(ordered) - 1, int(-(-share * len(ordered) // 1)) - 1))
    return ordered[place]
