"""peer.py ENGINE FILE: per model both rates, the paired gap and its clustered standard error.

ENGINE: duckdb, polars, pandas, or polars-read, which only reads.
"""
import sys

engine, path = sys.argv[1:]


def show(rows):
    for model, free, paid, gap, error in sorted(rows):
        print(f"{model} {free:.6f} {paid:.6f} {gap:.6f} {error:.6f}")


if engine == "duckdb":
    import duckdb

    show(duckdb.sql(f"""
        WITH cell AS (
            SELECT model, prompt, avg(complied::int) FILTER (arm = 'free') AS free,
                avg(complied::int) FILTER (arm = 'paid') AS paid
            FROM read_json('{path}', format = 'newline_delimited', columns = {{
                model: 'VARCHAR', prompt: 'VARCHAR', arm: 'VARCHAR', complied: 'BOOLEAN'}})
            GROUP BY ALL)
        SELECT model, avg(free), avg(paid), avg(free - paid),
            stddev_samp(free - paid) / sqrt(count(*)) FROM cell GROUP BY model""").fetchall())
elif engine.startswith("polars"):
    import polars as pl

    frame = pl.read_ndjson(path)
    if engine == "polars":
        cell = frame.group_by("model", "prompt", "arm").agg(pl.col("complied").cast(pl.Float64).mean())
        wide = cell.pivot(on="arm", index=["model", "prompt"], values="complied")
        gap = wide.with_columns((pl.col("free") - pl.col("paid")).alias("gap"))
        show(gap.group_by("model").agg(
            pl.col("free").mean(), pl.col("paid").mean(), pl.col("gap").mean().alias("mean"),
            (pl.col("gap").std() / pl.len().sqrt()).alias("error")).rows())
else:
    import pandas as pd

    frame = pd.read_json(path, lines=True, engine="pyarrow")
    cell = frame.groupby(["model", "prompt", "arm"])["complied"].mean().unstack("arm")
    cell["gap"] = cell["free"] - cell["paid"]
    show((model, part["free"].mean(), part["paid"].mean(), part["gap"].mean(), part["gap"].sem())
         for model, part in cell.groupby(level=0))
