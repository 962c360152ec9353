"""Kills everything at random moments while claims and events come in, again and again, and counts what was lost.

Every second time the database is killed too; otherwise it is left to notice by itself. After each kill the program is
started again, and events that got no answer are sent again. In the end every claim that was acknowledged must be there,
every event exactly once with exactly one line that says it, no batch in part, and the ledger must hold.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.kills import prove

if __name__ == "__main__":
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    report = prove(times, say=lambda line: print(line, flush=True))
    print(*report.wrong, sep="\n", end="\n" if report.wrong else "")
    print(
        f"{report.kills} kills, {report.claims} claims and {report.events} events acknowledged, "
        f"{len(report.wrong)} lost or wrong, ledger content"
    )
    sys.exit(1 if report.wrong else 0)
