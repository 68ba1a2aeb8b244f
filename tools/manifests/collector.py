"""The collector's configuration: whatever a pipeline names must be configured, and nothing may thin out the spans."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from tools.manifests.lane import Finding, Lane

SIGNALS = {"traces", "metrics", "logs"}


def the_collector_passes_everything_on(lane: Lane) -> Iterator[Finding]:
    for manifest in lane.of("ConfigMap"):
        text = (manifest.body.get("data") or {}).get("collector.yaml")
        if text is None:
            continue
        config = yaml.safe_load(text)
        pipelines = config["service"]["pipelines"]
        if missing := SIGNALS - set(pipelines):
            yield Finding(
                manifest, "service.pipelines", f"Nothing takes the {' and '.join(sorted(missing))}."
            )
        for name, pipeline in pipelines.items():
            for part in ("receivers", "processors", "exporters"):
                for used in pipeline.get(part) or []:
                    if used not in (config.get(part) or {}):
                        yield Finding(
                            manifest, f"service.pipelines.{name}", f"{used} is not among the {part}."
                        )
            if any("sampl" in processor for processor in pipeline.get("processors") or []):
                sentence = "Every hop of a case must be reachable, so nothing is sampled away."
                yield Finding(manifest, f"service.pipelines.{name}", sentence)
            if (pipeline.get("processors") or [""])[0] != "memory_limiter":
                yield Finding(manifest, f"service.pipelines.{name}", "The memory limiter comes first.")
