"""Nearly equal lines of a file, as one would find them with datasketch: seconds, then pairs of line numbers from 0."""
import sys
import time

try:
    from datasketch import MinHash, MinHashLSH
except ImportError:
    sys.exit(3)

with open(sys.argv[1], encoding="utf-8") as file:
    texts = file.read().split("\n")
begun = time.perf_counter()
index = MinHashLSH(threshold=0.5, num_perm=128)
shingles, sketches = [], []
for number, text in enumerate(texts):
    own = {text[at:at + 5].encode() for at in range(max(1, len(text) - 4))}
    sketch = MinHash(num_perm=128)
    sketch.update_batch(own)
    index.insert(number, sketch)
    shingles.append(own)
    sketches.append(sketch)
pairs = set()
for number, sketch in enumerate(sketches):
    for other in index.query(sketch):
        if other > number:
            one, two = shingles[number], shingles[other]
            if len(one & two) / len(one | two) >= 0.3:
                pairs.add((number, other))
print(time.perf_counter() - begun)
for one, two in sorted(pairs):
    print(one, two)
