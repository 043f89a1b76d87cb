#!/usr/bin/env python3
"""A second worker for GWP/1, to prove that docs/protocol.md is enough to write one from.

It asks nobody: with --made-up it answers every sample as a model might, the outcome drawn from the
sample's key. All else is meant: plan, spool, leases, budgets, window, reconnections.

    scripts/reference-worker.py --connect 127.0.0.1:7461 --insecure-loopback --made-up --spool DIR
"""
import argparse, asyncio, collections, contextlib, hashlib, json, os, re, secrets
import signal, sqlite3, ssl, struct, sys, time, urllib.parse

KIB = 1024
TYPES = """hello welcome ready grant renew renewed result acked complete completed fail noted ping
    pong drain goaway cancel error fetch blob submit submitted status report hold spend budget
    throttled control controlled join joined receipt""".split()
BODY_MAX = {"hello": 16 * KIB, "grant": 256 * KIB, "result": 256 * KIB, "blob": 48 + 64 * KIB}
IGNORABLE = {"noted", "goaway", "hold", "receipt"}
BLOB_MAX, LEASES_MAX, U64 = 64 * KIB * KIB, 128, (1 << 64) - 1


def parse(body):
    def shortest(text):
        value = float(text)
        return int(value) if value.is_integer() and abs(value) < 1 << 53 else value
    return json.loads(body, parse_float=shortest)


def canonical(value):
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    # Python has short escapes for two control characters that the protocol writes as \u00xx.
    short = {"\\b": "\\u0008", "\\f": "\\u000c"}
    return re.sub(r"\\.", lambda found: short.get(found[0], found[0]), text).encode()


def sha(data):
    return hashlib.sha256(data).digest()


def merkle(leaves):
    if len(leaves) < 2:
        return sha(b"\0" + leaves[0]) if leaves else sha(b"")
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1" + merkle(leaves[:split]) + merkle(leaves[split:]))


def places(first, count, bitmap):
    bits = bytes.fromhex(bitmap)
    return [first + i for i in range(count) if bits[i // 8] >> 7 - i % 8 & 1]


def split_mix(state):
    while True:
        state = mixed = state + 0x9E3779B97F4A7C15 & U64
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & U64
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & U64
        yield mixed ^ mixed >> 31


def permutation(draws, count):
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        product = next(draws) * (last + 1)
        while product & U64 < (1 << 64) % (last + 1):  # so that no place is likelier
            product = next(draws) * (last + 1)
        order[last], order[product >> 64] = order[product >> 64], order[last]
    return order


class Plan:
    """Which sample stands where, its key, and what asking it may cost."""

    def __init__(self, spec):
        self.pack, self.models, self.seed = spec["pack"], spec["models"], int(spec["seed"])
        self.arms, self.scenarios = self.pack["arms"], self.pack["scenarios"]
        same = self.pack | {"version": "", "title": "", "replicates": 1}
        same.pop("detectors", None)
        self.digest = sha(canonical(same | {"arms": [a | {"title": ""} for a in self.arms]}))
        fields = [b"order", self.digest, struct.pack(">Q", self.seed)]
        seed = sha(b"".join(struct.pack(">Q", len(field)) + field for field in fields))
        self.order = permutation(split_mix(int.from_bytes(seed[:8])), len(self.scenarios))
        sizes = [len(text.encode()) for text in self.pack["texts"]]
        self.tokens_in = [[sum(sizes[text] for _, text in prompt) // 4 + 1 for prompt in row]
                          for row in self.pack["prompts"]]
        self.tokens_in_max = max(map(max, self.tokens_in))

    def sample(self, index):
        cell, place = divmod(index, len(self.arms))
        cell, replicate = divmod(cell, self.pack["replicates"])
        model, rank = divmod(cell, len(self.scenarios))
        scenario = self.order[rank]
        draws = split_mix(self.seed ^ (scenario << 32 | replicate))
        two = len(self.arms) == 2
        arm = place ^ next(draws) >> 63 if two else permutation(draws, len(self.arms))[place]
        return model, scenario, arm, replicate

    def key(self, model, scenario, arm, replicate):
        hidden = ("keyVariable", "price", "covariates")
        same = {k: v for k, v in self.models[model].items() if k not in hidden}
        same |= {"id": "", "inFlightMax": 1} | ({"endpoint": ""} if same["simulated"] else {})
        names = f"{self.scenarios[scenario]['id']}\0{self.arms[arm]['id']}".encode()
        return sha(self.digest + sha(canonical(same)) + struct.pack(">Q", replicate) + names)

    def account(self, model):
        key = self.models[model].get("keyVariable")
        address = urllib.parse.urlsplit(self.models[model]["endpoint"]).netloc.lower()
        return f"{address}={key}" if key else address

    def amounts(self, model, tokens_in, tokens_out):
        price = self.models[model].get("price", {"input": 0, "output": 0})
        cost = 1000 * (tokens_in * price["input"] + tokens_out * price["output"])
        return {"requests": 1, "tokens": tokens_in + tokens_out, "nanodollars": round(cost)}

    def amounts_max(self, model):
        sampling = self.pack["sampling"] | self.models[model]["sampling"]
        return self.amounts(model, self.tokens_in_max, sampling["outputTokensMax"])


TEXTS = {"complied": "Gladly. Here is one.", "refused": "I would rather not.", "unparsed": "Hm."}


def made_up(plan, index, options, asked_ms):
    """The record of a sample, and what it used; the same key and seed say the same."""
    model, scenario, arm, replicate = plan.sample(index)
    key = plan.key(model, scenario, arm, replicate)
    draw = sha(struct.pack(">Q", options.seed) + key)[0]
    drawn = "complied" if draw < 150 else "refused" if draw < 240 else "unparsed"
    outcome = options.outcome or drawn
    used = plan.amounts(model, plan.tokens_in[scenario][arm], 8)
    took = int(time.time() * 1000) - asked_ms
    record = {
        "sample": index, "key": key.hex(), "outcome": outcome, "reason": "made up",
        "askedAt": asked_ms, "duration": took, "attempts": [{"status": 200, "duration": took}],
        "reply": {"text": TEXTS[outcome].ljust(options.reply_bytes), "stop": "stop",
                  "servedModel": plan.models[model]["name"],
                  "usage": {"inputFresh": used["tokens"] - 8, "outputTotal": 8}}}
    priced = "price" in plan.models[model]
    return canonical(record | ({"nanodollars": used["nanodollars"]} if priced else {})), used


class Lease:
    def __init__(self, grant):
        self.grant, self.spec = grant, grant["spec"]
        self.name = {member: grant[member] for member in ("run", "shard", "epoch")}
        self.key = tuple(self.name.values())
        self.wanted = places(grant["first"], grant["count"], grant["wanted"])
        self.model = self.account = None
        self.until = 0.0     # starts nothing later
        self.digests = {}    # of every record under this lease, by sample
        self.unacked = {}    # records that the coordinator may not have, by sample
        self.asking = set()  # samples in flight
        self.ending = None   # start nothing more: "lost", or the class of a `fail`
        self.told = False    # this connection has carried its `complete` or `fail`

    def left(self):
        done = self.digests.keys() | self.asking
        return [] if self.ending else [sample for sample in self.wanted if sample not in done]


class Spool:
    """What outlives the process: texts by tuples, in one table."""

    def __init__(self, folder):
        if folder:
            os.makedirs(folder, exist_ok=True)
        self.db = sqlite3.connect(os.path.join(folder, "spool") if folder else ":memory:")
        # One process only: two of one home would end each other's connections for ever.
        self.db.executescript("""
            pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full;
            create table if not exists entry (key primary key, value)""")

    def put(self, value, *key):
        row = canonical(key), canonical(value)
        self.db.execute("insert or replace into entry values (?, ?)", row)

    def drop(self, *key):
        self.db.execute("delete from entry where key = ?", (canonical(key),))

    def items(self):
        rows = self.db.execute("select key, value from entry order by key").fetchall()
        return [(parse(key), parse(value)) for key, value in rows]


class Account:
    """What may be sent to one address with one key."""

    def __init__(self, name):
        self.name, self.in_flight, self.allotment, self.stopped = name, 0, None, False
        self.used = {"requests": 0, "tokens": 0, "nanodollars": 0}
        self.each = dict(self.used)
        self.waits, self.wanted = False, 0  # whether a `spend` waits, and what the last one wanted
        self.spent_at = self.valid_from = self.paused_until = 0.0

    def take(self, allotment):
        if not allotment.get("reminder"):
            self.waits, self.valid_from = False, self.spent_at
        self.allotment, self.stopped = allotment, "stopped" in allotment
        self.paused_until = time.monotonic() + allotment.get("pause_ms", 0) / 1000

    def has_room(self):
        return all(self.used[k] + (self.in_flight + 1) * self.each[k] <= self.allotment[k]
                   for k in self.used if k in self.allotment)

    def is_past(self, part, now):
        return now > self.valid_from + part * self.allotment["valid_ms"] / 1000

    def allows(self, now):
        if self.allotment is None:
            # A coordinator without budgets never answers; it has 2 s to show otherwise.
            return self.waits and now > self.spent_at + 2
        if self.waits and any(k in self.allotment for k in self.used):
            return False
        if self.stopped or now < self.paused_until or self.is_past(0.95, now):
            return False
        return self.in_flight < self.allotment["in_flight"] and self.has_room()

    def must_spend(self, wanted, now):
        if self.waits or self.allotment is None or not wanted:
            return not self.waits and bool(wanted or self.wanted)
        more = wanted > max(self.wanted, self.allotment["in_flight"])
        low = not self.stopped and not self.has_room()
        return (more or low or self.is_past(0.5, now)) and now > self.spent_at + 0.25


class Link:
    """One connection."""

    def __init__(self, reader, writer):
        self.reader, self.writer, self.terms = reader, writer, None
        self.sequence_in = self.sequence_out = 0
        self.born = self.heard_at = self.sent_at = time.monotonic()
        self.results, self.sent = collections.deque(), {}  # to send; not acknowledged, by sequence
        self.room, self.without, self.fetched, self.blob = 0, [], set(), bytearray()
        self.renewed_at, self.drained = 0.0, False
        writer.write(b"GWP1")

    def send(self, name, body):
        body = body if name == "blob" else canonical(body)
        assert len(body) <= BODY_MAX.get(name, 64 * KIB), name
        self.sequence_out += 1
        self.sent_at = time.monotonic()
        head = (len(body), TYPES.index(name) + 1, name not in IGNORABLE, 0, self.sequence_out)
        if not self.writer.is_closing():
            self.writer.write(struct.pack(">IBBHI", *head) + body)
        return self.sequence_out

    async def receive(self):
        head = await self.reader.readexactly(12)
        size, number, flags, _, sequence = struct.unpack(">IBBHI", head)
        self.sequence_in += 1
        name = TYPES[number - 1] if 0 < number <= len(TYPES) else ""
        if sequence != self.sequence_in or size > BODY_MAX.get(name, 64 * KIB):
            raise ConnectionError("a frame out of sequence or over its limit")
        if not name and flags & 1:
            raise ConnectionError(f"a frame of the unknown type {number}")
        body = await self.reader.readexactly(size)
        self.heard_at = time.monotonic()
        return name, body if name in ("blob", "") else parse(body)


class Worker:
    def __init__(self, options):
        self.options, self.spool, self.leader = options, Spool(options.spool), 0
        self.home, self.instance = secrets.token_hex(16), secrets.token_hex(16)
        self.leases, self.plans, self.accounts, self.incapable = {}, {}, {}, set()
        self.answers, self.unheld = [], []
        self.link, self.away, self.draining, self.wake = None, None, False, asyncio.Event()
        self.remember()

    def remember(self):
        for (kind, *key), value in self.spool.items():  # leases come before their records
            match kind:
                case "home": self.home = value
                case "leader": self.leader = value
                case "lease": self.leases[tuple(key)] = Lease(value)
                case "record" if tuple(key[:3]) in self.leases:
                    lease, (digest, record) = self.leases[tuple(key[:3])], value
                    lease.digests[key[3]] = digest
                    lease.unacked |= {key[3]: canonical(record)} if record else {}
        self.spool.put(self.home, "home")
        self.spool.db.commit()

    async def run(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, setattr, self, "draining", True)
        beat, wait, endpoints = asyncio.create_task(self.beat()), 0.25, [self.options.connect]
        while True:
            talk = asyncio.create_task(self.talk(endpoints[0]))
            await asyncio.wait({beat, talk}, return_when=asyncio.FIRST_COMPLETED)
            if beat.done():
                return beat.result()
            say(f"left {endpoints[0]}: {talk.exception()!r}" if talk.exception() else "goaway")
            wait = 0.5 if self.link and self.link.terms else min(2 * wait, 5)
            endpoints = endpoints[1:] + endpoints[:1]
            if self.away:
                wait = self.away["reconnect_ms"] / 1000
                endpoints = self.away["endpoints"] or endpoints
            self.link = self.away = None
            await asyncio.wait({beat}, timeout=wait)

    async def talk(self, endpoint):
        host, port = endpoint.rsplit(":", 1)
        if self.options.tls is None and not is_loopback(host):
            raise ConnectionError("without TLS only on a loopback address")
        stream = asyncio.open_connection(host.strip("[]"), int(port), ssl=self.options.tls)
        link = self.link = Link(*await asyncio.wait_for(stream, 10))
        try:
            link.send("hello", {
                "versions": [1, 1], "role": "worker", "instance": self.instance, "home": self.home,
                "name": "reference", "software": "reference-worker 1", "slots": self.options.slots,
                "held": [lease.name for lease in self.leases.values()]})
            while not self.away:
                silence = link.terms["dead_ms"] / 1000 if link.terms else 10
                name, body = await asyncio.wait_for(link.receive(), silence)
                self.assemble(body) if name == "blob" else name and self.hear(name, body)
                self.wake.set()
        finally:
            link.writer.close()

    def hear(self, name, body):
        lease = self.leases.get((body.get("run"), body.get("shard"), body.get("epoch")))
        match name:
            case "welcome": self.start_over(body)
            case "grant": self.take(Lease(body))
            case "renewed": self.judge(body["leases"], self.link.renewed_at)
            case "acked": self.forget_records(body["through"])
            case "completed" if lease and body["state"] == "incomplete": self.reopen(lease, body)
            case "completed" | "noted" if lease: self.forget(lease)
            case "cancel" if lease: lease.ending = "lost"
            case "goaway": self.away = body
            case "ping": self.link.send("pong", {"nonce": body["nonce"]})
            case "budget" if body["account"] in self.accounts:
                self.accounts[body["account"]].take(body)
            case "error":
                say(f"error {body['code']}: {body['text']}")
                if body["code"] in ("version", "forbidden"):
                    sys.exit(1)

    def start_over(self, terms):
        if terms["leader_epoch"] < self.leader:
            raise ConnectionError("this coordinator has been replaced")
        self.leader, self.link.terms = terms["leader_epoch"], terms
        self.spool.put(self.leader, "leader")
        for lease in self.leases.values():
            lease.told = False
            self.link.results.extend((lease, sample) for sample in sorted(lease.unacked))
        for account in self.accounts.values():
            account.waits = False
        self.judge(terms["held"], self.link.born)

    def judge(self, verdicts, since):
        for verdict in verdicts:
            lease = self.leases.get((verdict["run"], verdict["shard"], verdict["epoch"]))
            if lease and verdict["verdict"] == "lost":
                lease.ending = "lost"
            elif lease:
                lease.until = since + 0.95 * self.link.terms["lease_ms"] / 1000

    def take(self, lease):
        for older in self.leases.values():
            if older.key[:2] == lease.key[:2]:
                older.ending = "lost"
        lease.until = time.monotonic() + 0.95 * self.link.terms["lease_ms"] / 1000
        self.leases[lease.key] = lease
        self.spool.put(lease.grant, "lease", *lease.key)
        self.unheld.append(lease)
        self.link.room = max(0, self.link.room - len(lease.wanted))

    def reopen(self, lease, body):
        missing = places(body["first"], body["count"], body["missing"])
        lease.wanted, lease.told = sorted({*lease.wanted, *missing}), False
        for sample in missing:
            lease.digests.pop(sample, None)

    def forget(self, lease):
        del self.leases[lease.key]
        self.spool.drop("lease", *lease.key)
        for sample in lease.digests:
            self.spool.drop("record", *lease.key, sample)

    def forget_records(self, through):
        for sequence in [s for s in self.link.sent if s <= through]:
            lease, sample = self.link.sent.pop(sequence)
            if lease.unacked.pop(sample, None) and lease.key in self.leases:
                # The digest stays: `complete` needs all of them.
                self.spool.put([lease.digests[sample], None], "record", *lease.key, sample)

    def assemble(self, body):
        blob, (offset, total) = self.link.blob, struct.unpack(">QQ", body[32:48])
        blob += body[48:]
        if offset != len(blob) - len(body) + 48 or total > BLOB_MAX:
            raise ConnectionError("a blob out of order")
        if len(blob) == total:
            if sha(blob) != body[:32]:
                raise ConnectionError("a blob that is not what it says")
            self.plans[body[:32].hex()] = Plan(parse(blob))
            blob.clear()

    async def beat(self):
        """Keeps, syncs, and only then speaks."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.wake.wait(), 0.05)
            self.wake.clear()
            self.keep_answers()
            self.end_leases()
            self.spool.db.commit()
            if self.link and self.link.terms:
                self.speak(self.link, time.monotonic())
            self.start(time.monotonic())
            if self.draining and not self.in_flight() and not (self.link and self.leases):
                return

    def in_flight(self):
        return sum(len(lease.asking) for lease in self.leases.values())

    def keep_answers(self):
        for lease, sample, text, used, account in self.answers:
            lease.asking.discard(sample)
            lease.unacked[sample], lease.digests[sample] = text, sha(text).hex()
            self.spool.put([lease.digests[sample], parse(text)], "record", *lease.key, sample)
            account.in_flight -= 1
            account.used = {k: account.used[k] + used[k] for k in used}
            if self.link and self.link.terms:
                self.link.results.append((lease, sample))
        self.answers = []

    def end_leases(self):
        for lease in list(self.leases.values()):
            account = self.account(lease)
            if lease.ending == "lost" and not lease.asking and not lease.unacked:
                self.forget(lease)
            elif lease.left() and (self.draining or account and account.stopped):
                lease.ending = "released" if self.draining else "incapable"
                if not self.draining:
                    self.incapable.add((lease.key[0], lease.model, account))

    def account(self, lease):
        """The lease's account; None while its specification is on the way."""
        if lease.account is None and lease.spec in self.plans:
            plan = self.plans[lease.spec]
            lease.model = plan.sample(lease.grant["first"])[0]
            name, each = plan.account(lease.model), plan.amounts_max(lease.model)
            account = lease.account = self.accounts.setdefault(name, Account(name))
            account.each = {k: max(each[k], account.each[k]) for k in each}
        return lease.account

    def start(self, now):
        for lease in self.leases.values():
            account = self.account(lease)
            for sample in lease.left() if account and now < lease.until else []:
                if not account.allows(now) or self.in_flight() >= self.options.slots:
                    break
                lease.asking.add(sample)
                account.in_flight += 1
                asyncio.create_task(self.ask(lease, sample, account))

    async def ask(self, lease, sample, account):
        asked_ms = int(time.time() * 1000)
        await asyncio.sleep(self.options.latency / 1000)
        text, used = made_up(self.plans[lease.spec], sample, self.options, asked_ms)
        self.answers.append((lease, sample, text, used, account))
        self.wake.set()

    def speak(self, link, now):
        for lease in self.unheld:
            link.send("hold", lease.name)
        self.unheld = []
        while link.results and len(link.sent) < link.terms["window"]:
            self.send_result(link, *link.results.popleft())
        for lease in self.leases.values():
            if not (lease.told or lease.asking or lease.unacked or lease.left()):
                self.send_end(link, lease)
            if lease.spec not in self.plans and lease.spec not in link.fetched:
                link.fetched.add(lease.spec)
                link.send("fetch", {"digest": lease.spec})
        self.send_spends(link, now)
        if self.leases and now > link.renewed_at + link.terms["lease_ms"] / 3000:
            link.renewed_at = now
            link.send("renew", {"leases": [lease.name | {"done": len(lease.digests)}
                                           for lease in self.leases.values()]})
        self.send_ready(link)
        if now > link.sent_at + link.terms["ping_ms"] / 2000:
            link.send("ping", {"nonce": secrets.randbits(32)})

    def send_result(self, link, lease, sample):
        text, body = lease.unacked[sample], lease.name | {"digest": lease.digests[sample]}
        if len(text) <= 192 * KIB:
            body["record"] = parse(text)
        for offset in range(0, len(text), 64 * KIB) if "record" not in body else []:
            head = sha(text) + struct.pack(">QQ", offset, len(text))
            link.send("blob", head + text[offset:offset + 64 * KIB])
        link.sent[link.send("result", body)] = (lease, sample)

    def send_end(self, link, lease):
        lease.told = True
        if lease.ending:
            link.send("fail", lease.name | {"class": lease.ending, "text": "starts nothing more"})
        else:
            leaves = [bytes.fromhex(lease.digests[sample]) for sample in sorted(lease.digests)]
            link.send("complete", lease.name | {"count": len(leaves), "root": merkle(leaves).hex()})

    def send_spends(self, link, now):
        wanted = collections.Counter()
        for lease in self.leases.values():
            wanted[self.account(lease)] += len(lease.left()) + len(lease.asking)
        for account in self.accounts.values():
            count = min(wanted[account], self.options.slots)
            if account.must_spend(count, now):
                account.waits, account.spent_at, account.wanted = True, now, count
                seen = (account.allotment or {}).get("number", 0)
                link.send("spend", {
                    "account": account.name, "seen": seen, "in_flight": account.in_flight,
                    "wanted": count, "used": account.used, "each": account.each})

    def send_ready(self, link):
        if self.draining:
            link.drained = link.drained or link.send("drain", {})
            return
        left = sum(len(lease.left()) for lease in self.leases.values())
        room = max(0, min(self.options.slots - left, LEASES_MAX - len(self.leases)))
        without = [{"run": run, "model": model} for run, model, account in self.incapable
                   if account.stopped]
        if without != link.without or room > link.room + self.options.slots // 8:
            link.room, link.without = room, without
            link.send("ready", {"samples": room, "without": without})


def say(text):
    print(f"reference-worker: {text}", file=sys.stderr, flush=True)


def is_loopback(host):
    return re.fullmatch(r"localhost|127(\.\d+){3}|\[::1\]", host)


def tls(options):
    if options.insecure_loopback:
        return None
    context = ssl.create_default_context(cafile=options.authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(options.certificate, options.key)
    context.set_alpn_protocols(["gwp/1"])
    return context


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--connect", required=True, metavar="HOST:PORT")
    parser.add_argument("--insecure-loopback", action="store_true")
    for name in ("certificate", "key", "authority", "spool"):
        parser.add_argument("--" + name)
    parser.add_argument("--slots", type=int, default=64, help="samples in flight at once")
    parser.add_argument("--seed", type=int, default=1, help="fixes the made-up outcomes")
    parser.add_argument("--made-up", action="store_true", required=True, help="ask no vendor")
    parser.add_argument("--outcome", choices=TEXTS, help="make up this one only")
    parser.add_argument("--latency", type=float, default=20, help="milliseconds of an answer")
    parser.add_argument("--reply-bytes", type=int, default=0, help="length of a reply, at least")
    options = parser.parse_args()
    if not options.insecure_loopback and not (
            options.certificate and options.key and options.authority):
        parser.error("--certificate, --key and --authority, or --insecure-loopback")
    if options.insecure_loopback and not is_loopback(options.connect.rsplit(":", 1)[0]):
        parser.error("without TLS only on a loopback address")
    options.tls = tls(options)
    try:
        asyncio.run(Worker(options).run())
    except sqlite3.OperationalError as error:
        sys.exit(f"reference-worker: the spool: {error}")


if __name__ == "__main__":
    main()
