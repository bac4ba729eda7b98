"""`python -m reelpulse.demo.made_ads OUTDIR` makes the bundled ads again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reelpulse.demo.made_ads import MADE_ADS
from reelpulse.demo.made_ads.encoding import write


def main(arguments: list[str]) -> None:
    """Write every made ad into the folder that is named."""
    parser = argparse.ArgumentParser(prog="python -m reelpulse.demo.made_ads", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the mp4 files go")
    folder: Path = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    for ad in MADE_ADS:
        path = folder / ad.file_name
        write(ad, path)
        sys.stdout.write(f"{path}: {ad.title}, {ad.duration_s:.2f} s\n")


if __name__ == "__main__":
    main(sys.argv[1:])
