"""How long does a 24-megapixel picture take to become all its stored sizes? Measures the child's own processor time.

    python benchmarks/pictures.py [--width 6000] [--height 4000] [--check]

benchmarks/README.md says what is measured and how to read it.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LIMIT = 3.0  # seconds of one core for any one shape, decoding included


def picture(width: int, height: int, path: Path) -> None:
    """Write a JPEG with large forms and fine noise, as a photograph has them."""
    from PIL import Image

    forms = Image.effect_mandelbrot((600, 400), (-2.2, -1.2, 1.0, 1.2), 60).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    noise = Image.effect_noise((width, height), 24)
    red, green = Image.blend(forms, noise, 0.2), Image.blend(forms.transpose(Image.Transpose.ROTATE_180), noise, 0.2)
    Image.merge("RGB", (red, green, noise)).save(path, quality=92)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--width", type=int, default=6000)
    parser.add_argument("--height", type=int, default=4000)
    parser.add_argument("--check", action="store_true", help=f"exit 1 when a shape takes more than {LIMIT:.0f} s")
    options = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # one core, as the figure says

    from articles.imaging import cutting, metadata, opening
    from articles.imaging.labels import Label

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.jpg"
        picture(options.width, options.height, path)
        peak_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.process_time()
        with path.open("rb") as file:
            image = opening.open_picture(file, path.name)
            metadata.read(image)
            decoded = cutting.decode(image, 1)
        decoding = time.process_time() - began
        spent: dict[str, float] = defaultdict(float)
        sizes: dict[str, int] = defaultdict(int)
        last = time.process_time()
        size = (options.width, options.height)
        for made in cutting.make(decoded, size, (0.5, 0.5), Label("Chú thích", "Mai Hoa"), Path(folder)):
            now = time.process_time()
            spent[made.shape] += now - last
            sizes[made.shape] += made.size
            last = now
    megapixels = options.width * options.height / 1e6
    print(f"{megapixels:.0f} megapixels, decoding {decoding:.2f} s")
    print("| shape | s of one core, with decoding | kB, all sizes |\n|---|---|---|")
    for shape, seconds in spent.items():
        print(f"| {shape} | {decoding + seconds:.2f} | {sizes[shape] // 1024} |")
    print(f"| all | {decoding + sum(spent.values()):.2f} | {sum(sizes.values()) // 1024} |")
    peak = max(peak_before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    print(f"peak {peak // 1024} MB, making the picture included")
    if options.check and max(spent.values()) + decoding > LIMIT:
        sys.exit(1)


if __name__ == "__main__":
    main()
