"""The standing syncs and pushes in Prometheus' text format, version 0.0.4."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from catalog_sync.standing.pushes import Lane
from catalog_sync.standing.state import SourceState

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Sample(NamedTuple):
    labels: Mapping[str, str]
    value: float
    suffix: str = ""


class Metric(NamedTuple):
    """One family. A counter's name ends in `_total`, as Prometheus wants it."""

    name: str
    kind: str
    about: str
    samples: Iterable[Sample]


def exposition(metrics: Iterable[Metric]) -> str:
    """All of them as a scraper reads them."""
    return "".join(f"{line}\n" for metric in metrics for line in _lines(metric))


def sync_metrics(states: Iterable[SourceState]) -> list[Metric]:
    """What an alert needs to know of each source, above all when it last went well."""
    named = [({"merchant": state.source.merchant, "source": state.source.name}, state) for state in states]

    def each(value: str) -> list[Sample]:
        return [Sample(labels, float(getattr(state, value))) for labels, state in named]

    def by_outcome(counts: str) -> list[Sample]:
        counted = [(labels, getattr(state, counts)) for labels, state in named]
        return [Sample({**labels, "outcome": name}, count) for labels, all_ in counted for name, count in all_.items()]

    ended = [
        Sample(labels, state.last_success.timestamp()) for labels, state in named if state.last_success is not None
    ]
    due = [Sample(labels, state.next_run.timestamp()) for labels, state in named if state.next_run is not None]
    return [
        Metric("snaptap_sync_last_success_timestamp_seconds", "gauge", "When a sync last went well.", ended),
        Metric("snaptap_sync_next_run_timestamp_seconds", "gauge", "When the next one is due.", due),
        Metric("snaptap_sync_failures", "gauge", "Failures in a row; 0 is well.", each("failures")),
        Metric("snaptap_sync_running", "gauge", "1 while a sync is under way.", each("running")),
        Metric("snaptap_sync_duration_seconds", "gauge", "How long the last run took.", each("seconds")),
        Metric("snaptap_sync_runs_total", "counter", "Runs by how they ended.", by_outcome("runs")),
        Metric("snaptap_sync_rows_total", "counter", "Rows by what became of them.", by_outcome("rows")),
        Metric(
            "snaptap_sync_last_rows", "gauge", "Rows of the last good run by what became of them.", by_outcome("last")
        ),
    ]


def push_metrics(lanes: Iterable[Lane], answers: Mapping[tuple[str, int], int]) -> list[Metric]:
    """What becomes of pushes. `answers` counts by platform and HTTP status."""
    named = [({"platform": lane.listing.platform, "merchant": lane.listing.merchant}, lane) for lane in lanes]
    counts = [
        Sample({**labels, "outcome": name}, count) for labels, lane in named for name, count in lane.counts.items()
    ]
    seconds = [Sample(labels, lane.seconds, "_sum") for labels, lane in named]
    applied = [Sample(labels, lane.counts["applied"], "_count") for labels, lane in named]
    answered = [
        Sample({"platform": platform, "status": str(status)}, count) for (platform, status), count in answers.items()
    ]
    waiting = [Sample(labels, lane.waiting) for labels, lane in named]
    return [
        Metric("snaptap_pushes_total", "counter", "Pushes by what became of them.", counts),
        Metric("snaptap_push_answers_total", "counter", "Answers to pushes by HTTP status.", answered),
        Metric("snaptap_pushes_waiting", "gauge", "Pushes accepted and not yet applied.", waiting),
        Metric("snaptap_push_seconds", "summary", "From a push to the shop.", [*seconds, *applied]),
    ]


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {metric.about}"
    yield f"# TYPE {metric.name} {metric.kind}"
    for sample in metric.samples:
        labels = ",".join(f'{name}="{_escaped(value)}"' for name, value in sample.labels.items())
        yield f"{metric.name}{sample.suffix}{{{labels}}} {sample.value:.17g}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
