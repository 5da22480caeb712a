"""Takes the final stops off the captions of a labelled dump, as many papers print them, to be scored anew.

    python benchmarks/stops.py ../shared/corpus/dev.jsonl.gz without.jsonl.gz

benchmarks/README.md says why.
"""

import gzip
import json
import sys
from pathlib import Path


def take_stops(source: Path, target: Path) -> int:
    """Write a dump whose captions without a credit end without a stop; return how many lost one."""
    lost = 0
    with gzip.open(source, "rt", encoding="utf-8") as lines, gzip.open(target, "wt", encoding="utf-8") as written:
        for line in lines:
            entry = json.loads(line)
            head, *texts = entry["raw"].split("\n\n")
            for number, block in enumerate(entry["gold"]["blocks"]):
                bare = block["text"].removesuffix(".")
                if block["type"] == "caption" and not block["credit"] and bare != block["text"] and bare[-1:] != ".":
                    texts[number] = block["text"] = bare
                    lost += 1
            entry["raw"] = "\n\n".join([head, *texts])
            written.write(json.dumps(entry, ensure_ascii=False) + "\n")
    return lost


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Wanted: a labelled dump .jsonl.gz, and the file to write.")
    print(take_stops(Path(sys.argv[1]), Path(sys.argv[2])), "captions lost their stop")
