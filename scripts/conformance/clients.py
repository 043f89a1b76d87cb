"""The vendors' own clients against the simulated vendors: clients.py BASE

Each client asks with its defaults but for the address; one check has its own validation on where
it can be turned on. Prompts differ from client to client, since a flaky subject remembers what it was asked.
"""

import json
import sys
import urllib.request

from checks import Checks, expect
from clouds import Bedrock, Gemini, Mistral
from wires import KEY, Anthropic, OpenAI, Responses

base = sys.argv[1]
checks = Checks()
SYSTEM = "This is a free-tier user. Answer in one line."
FLAKY_PROMPTS = 30
BLOCKED_PROMPTS = 200


def requests():
    with urllib.request.urlopen(base + "/health", timeout=10) as answer:
        return json.load(answer)["requests"]


def typed(wire):
    said = wire.ask(wire.subject, "Write a label.")
    expect(len(said.text) > 10, "the text is", repr(said.text))
    expect(said.stop == wire.stops["ended"], "the stop is", repr(said.stop))
    expect(said.model in (wire.subject, wire.no_model), "the model is", repr(said.model))
    expect(said.input > 0 and said.output > 0, "the usage is", said.input, said.output)
    expect(said.total == said.input + said.output, "the total is", said.total)
    return f"{said.stop}, {said.input} + {said.output} tokens"


def strict(wire):
    """Every member that the client's schema demands is there, and of its type."""
    wire.is_strict = True
    try:
        for model in (wire.subject, "sim-reasoner"):
            wire.ask(model, "Write a label.")
    except Exception as error:
        raise AssertionError(f"{error} {error.__cause__ or ''}") from error
    finally:
        wire.is_strict = False


def system(wire):
    bare = wire.ask(wire.subject, "Write a label.")
    said = wire.ask(wire.subject, "Write a label.", system=SYSTEM)
    more = said.input - bare.input
    expect(abs(more - len(SYSTEM) // 4) <= 1, "the system prompt counts", more, "tokens")


def thought(wire):
    said = wire.ask("sim-reasoner", "Write a label.")
    expect(said.thought and len(said.thought) > 10, "the thought is", repr(said.thought))
    expect(said.thought not in said.text, "the text holds the thought")


def blocked(wire):
    for number in range(BLOCKED_PROMPTS):
        said = wire.ask("sim-blocked", f"Write label {number}.")
        if said.stop != wire.stops["ended"]:
            expect(said.stop == wire.stops["blocked"], "the stop is", repr(said.stop))
            return f"{said.stop}, after {number + 1} replies"
    raise AssertionError(f"none of {BLOCKED_PROMPTS} replies was withheld")


def refused(wire, kind, work):
    try:
        work()
    except wire.errors[kind] as error:
        status = wire.status(error)
        expect(status == {"key": 401, "model": 404, "limit": 429}[kind], "the status is", status)
        code = wire.code(error)
        expect(code == wire.codes[kind], "the code is", repr(code))
        return f"{type(error).__name__}, {code or status}"
    raise AssertionError("no error")


def limited(wire):
    """Without retries the flaky subject's failures come through, each as the client's own."""
    seen = {}
    for number in range(FLAKY_PROMPTS * 3):
        try:
            wire.ask("sim-flaky", f"{wire.name}: write label {number}, once.")
            continue
        except wire.any_status as error:
            seen[wire.status(error)] = seen.get(wire.status(error), 0) + 1
            if wire.status(error) == 429:
                refused(wire, "limit", lambda: _raise(error))
        except Exception as error:
            # Half a reply with status 200: no client has a word of its own for it.
            if not wire.is_half(error):
                raise
            seen["half"] = seen.get("half", 0) + 1
    expect(429 in seen, "no 429 among", seen)
    expect({500, 503} & seen.keys(), "neither 500 nor 503 among", seen)
    return ", ".join(f"{count} × {status}" for status, count in sorted(seen.items(), key=str))


def _raise(error):
    raise error


def retried(wire):
    before, half = requests(), 0
    for number in range(FLAKY_PROMPTS):
        try:
            said = wire.ask("sim-flaky", f"{wire.name}: write label {number}, again.", retries=4)
            expect(said.text, "an empty text")
        except wire.any_status:
            raise
        except Exception as error:
            if not wire.is_half(error):
                raise
            half += 1
    again = requests() - before - FLAKY_PROMPTS
    expect(again > 0, "nothing was asked again")
    expect(half <= FLAKY_PROMPTS / 5, half, "half replies")
    return f"{FLAKY_PROMPTS - half} of {FLAKY_PROMPTS} answered, {again} asked again, {half} cut off"


for make in [OpenAI, Responses, Anthropic, Gemini, Mistral, Bedrock]:
    try:
        wire = make(base)
    except ImportError as error:
        checks.skip(make.name, f"not installed: {error}")
        continue
    name = wire.name
    checks.check(f"{name}: a reply in the client's types", lambda: typed(wire))
    checks.check(f"{name}: a reply against the client's schema", lambda: strict(wire))
    checks.check(f"{name}: a system prompt", lambda: system(wire))
    if wire.has_thought:
        checks.check(f"{name}: thought", lambda: thought(wire))
    checks.check(f"{name}: a withheld reply", lambda: blocked(wire))
    checks.check(
        f"{name}: a wrong key",
        lambda: refused(wire, "key", lambda: wire.ask(wire.subject, "Hello.", key="wrong-" + KEY)),
    )
    checks.check(
        f"{name}: an unknown model",
        lambda: refused(wire, "model", lambda: wire.ask("sim-nobody", "Hello.")),
    )
    checks.check(f"{name}: failures without retries", lambda: limited(wire))
    checks.check(f"{name}: the client's retries", lambda: retried(wire))
checks.end()
