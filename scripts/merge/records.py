"""records.py COUNT FILE: made-up outcome records as JSON Lines, the same bytes for the same count.

Eight models × two arms × ten samples a prompt; prompts differ, so samples of one prompt are alike.
"""
import math
import random
import sys

count, path = int(sys.argv[1]), sys.argv[2]
models = [
    ("alpha/one", -1.2, 0.1), ("alpha/two", -0.4, 0.05), ("beta/one", -2.0, 0.8),
    ("beta/two", -1.5, 0.5), ("gamma/one", -0.8, 0.15), ("delta/one", 0.4, 0.2),
    ("epsilon/one", 0.1, 0.0), ("zeta/one", 0.6, -0.05),
]
samples = 10
prompts = count // (len(models) * 2 * samples)
draw = random.Random(42)
base = [draw.gauss(0, 1) for _ in range(prompts)]
pad = "x" * 120
number = 0
with open(path, "w", buffering=1 << 20) as file:
    for model, center, effect in models:
        for prompt in range(prompts):
            own = draw.gauss(0, 0.5)
            for arm in ("free", "paid"):
                logit = center + base[prompt] + own + (effect if arm == "free" else 0)
                rate = 1 / (1 + math.exp(-logit))
                for sample in range(samples):
                    number += 1
                    complied = "true" if draw.random() < rate else "false"
                    file.write(
                        f'{{"id":"{number:016x}","model":"{model}","prompt":"p{prompt:06d}",'
                        f'"arm":"{arm}","sample":{sample},"complied":{complied},'
                        f'"latency_ms":{400 + number % 900},"note":"{pad}"}}\n'
                    )
