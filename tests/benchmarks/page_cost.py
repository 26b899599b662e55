"""What a page costs beside the JSON of the same audit, and how large it is, in one run.

    python tests/benchmarks/page_cost.py [--words 9000] [--rounds 7]

One call of an hour, put together from the corpus' turns. CPU seconds, the best of the rounds, interleaved.
"""

from __future__ import annotations

import argparse
import json
import re
import sys

from analyzer.pipeline import audit, load_model
from analyzer.report.page import render_page
from tests.benchmarks.audit_cost import calls_of, corpus_turns, cpu


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=9000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    turns = corpus_turns()
    [call] = calls_of(turns, options.words, 1)
    data = audit(call, model=load_model("fast")).to_dict()
    page = render_page(data)
    rounds = [(cpu(lambda: json.dumps(data)), cpu(lambda: render_page(data))) for _ in range(options.rounds)]
    dumped, rendered = (min(times) for times in zip(*rounds, strict=True))
    sys.stdout.write(
        f"{call.words():,} words, {len(data['sentences']):,} sentences: json.dumps {1000 * dumped:.1f} ms, page "
        f"{1000 * rendered:.1f} ms, {(rendered - 0.05) / dumped:.1f} times after the 50 ms (limit 3)\n"
    )
    sections = re.split(r'(?=<section aria-labelledby="|<div id="words">|<svg |<style>|<script>)', page)
    for part in sections:
        sys.stdout.write(f"{len(part.encode()):>9,} bytes  {part[:48].splitlines()[0]}\n")
    sys.stdout.write(f"{len(page.encode()):>9,} bytes in all (limit 300,000 for an hour)\n")


if __name__ == "__main__":
    main()
