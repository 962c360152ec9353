"""Kills everything at random moments during intake, again and again, and counts what was acknowledged and lost.

Every second time the database is killed too; otherwise it is left to notice by itself. After each kill the program is
started again, every claim that was acknowledged must be there, and the ledger must hold.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.kills import prove

if __name__ == "__main__":
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    report = prove(times, say=lambda line: print(line, flush=True))
    print(f"{report.kills} kills, {report.acknowledged} acknowledged, {len(report.lost)} lost, ledger content")
    sys.exit(1 if report.lost else 0)
