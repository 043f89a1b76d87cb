"""Faults on real processes, and what must hold afterwards. Called by scripts/chaos.

Without --every-commit: random faults from a seed while a run is on. With it: the coordinator, and then a worker, is
killed between its first commit and what it would have said next, then between the second, and so on to the last.
"""
import argparse, glob, json, os, random, shutil, signal, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
COORDINATOR, WORKERS = "10.99.0.1", "10.99.0.2"
PORT, LINK_PORT, WORKER_COUNT = 7461, 7462, 3


def run(*words, **more):
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=120, **more)


class Net:
    """Two namespaces with a cable between them; the coordinator's end can be cut in many ways."""

    def __init__(self):
        self.above, self.below = f"gwc{os.getpid()}", f"gww{os.getpid()}"
        for name in (self.above, self.below):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "link", "add", "up0", "netns", self.above, "type", "veth",
            "peer", "name", "down0", "netns", self.below)
        for name, device, address in ((self.above, "up0", COORDINATOR), (self.below, "down0", WORKERS)):
            run("ip", "-n", name, "addr", "add", address + "/24", "dev", device)
            run("ip", "-n", name, "link", "set", device, "up")

    def filter(self, hook, rule):
        self.heal()
        script = (f"add table inet gw; add chain inet gw x {{ type filter hook {hook} priority 0; }};"
                  f"add rule inet gw x {rule}")
        run("ip", "netns", "exec", self.above, "nft", script)

    def heal(self):
        subprocess.run(["ip", "netns", "exec", self.above, "nft", "delete", "table", "inet", "gw"],
                       capture_output=True)

    def close(self):
        for name in (self.above, self.below):
            subprocess.run(["ip", "netns", "delete", name], capture_output=True)


class Stage:
    def __init__(self, program, folder, net, clock):
        self.program, self.folder, self.net = os.path.abspath(program), folder, net
        self.clock, self.books = clock, folder + "/books"
        self.processes, self.log = {}, open(folder + "/log", "a")

    def start(self, name, space, words, environment=None, program=None):
        process = subprocess.Popen(
            ["ip", "netns", "exec", space, *(program or [self.program]), *words], cwd=self.folder,
            env={**os.environ, **(environment or {})}, stdout=self.log, stderr=self.log,
            stdin=subprocess.DEVNULL)
        self.processes[name] = process
        return process

    def call(self, *words, space=None, check=True):
        done = subprocess.run(
            ["ip", "netns", "exec", space or self.net.below, self.program, *words],
            cwd=self.folder, capture_output=True, text=True, timeout=120)
        if check and done.returncode:
            raise SystemExit(f"{words[0]}: {done.stderr.strip()}")
        return done

    def link(self):
        """The way of the first worker: a relay that does what the file `link` says."""
        self.bend("pass")
        self.start("link", self.net.above, [COORDINATOR, str(LINK_PORT), str(PORT), "link"],
                   program=[sys.executable, os.path.join(HERE, "link.py")])

    def bend(self, mode):
        with open(self.folder + "/link.next", "w") as out:
            out.write(mode)
        os.rename(self.folder + "/link.next", self.folder + "/link")

    def coordinator(self, *more):
        environment = {}
        if self.clock:
            library = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")[0]
            environment = {
                "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": self.folder + "/clock",
                "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        self.start("coordinator", self.net.above, [
            "coordinator", "--listen", f"{COORDINATOR}:{PORT}", "--host", COORDINATOR,
            "--store", self.store, "--lease", "4", "--identity", "identity",
            "--budgets", "budgets.yaml", *more], environment)

    def worker(self, index, *more):
        port = LINK_PORT if index == 0 else PORT
        self.start(f"worker {index}", self.net.below, [
            "worker", "--member", f"w{index}", "--connect", f"{COORDINATOR}:{port}",
            "--slots", "16", "--patience", "3600", *more,
            "--allow", f"{self.vendor}=GAPWATCH_REHEARSAL_KEY"],
            {"GAPWATCH_REHEARSAL_KEY": "rehearsal"})

    def begin(self, store):
        self.store = store
        self.link()
        self.coordinator()
        self.wait(lambda: self.call("status", *self.me, check=False).returncode == 0, 60)
        for index in range(WORKER_COUNT):
            self.worker(index)

    def wait(self, met, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if met():
                return True
            time.sleep(0.2)
        return False

    @property
    def me(self):
        return ["--member", "me", "--connect", f"{COORDINATOR}:{PORT}"]

    def submit(self):
        words = ["submit", "pack", "--models", "roster.yaml", "--no-planted", *self.me]
        return self.wait(lambda: self.call(*words, check=False).returncode == 0, 60)

    def status(self):
        done = self.call("status", "--json", *self.me, check=False)
        runs = json.loads(done.stdout)["runs"] if done.returncode == 0 else []
        return runs[0] if runs else None

    def is_done(self):
        run = self.status()
        return bool(run and run["done"])

    def stop(self):
        for process in self.processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in self.processes.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes = {}

    def measured(self):
        return self.call("gaps", "--json", "--measured-only", "--store", self.store).stdout


def prepare(stage, scenarios):
    folder = stage.folder
    os.mkdir(folder + "/pack")
    with open(folder + "/pack/pack.yaml", "w") as out:
        out.write('id: shop\nversion: "1"\ntitle: A shop\nsystem: "{{cue}} You write for a shop."\n'
                  'prompt: "{{request}}"\narms:\n  - {id: monitored, vars: {cue: "Free tier."}}\n'
                  '  - {id: unmonitored, vars: {cue: "Paid tier."}}\nscenarios: scenarios.jsonl\n'
                  "replicates: 2\nscorer: {kind: rules, version: 1}\nmetrics:\n"
                  "  - {id: gap, minuend: monitored, subtrahend: unmonitored, worse: higher}\n")
    with open(folder + "/pack/scenarios.jsonl", "w") as out:
        for index in range(scenarios):
            out.write(json.dumps({"id": f"s-{index}", "request": f"Write line {index} for a shop."}) + "\n")
    stage.start("vendors", stage.net.below, [
        "simulate", "--port", "0", "--latency", "250", "--roster-file", "roster.yaml"])
    stage.wait(lambda: os.path.exists(folder + "/roster.yaml"), 30)
    text = open(folder + "/roster.yaml").read()
    stage.vendor = "127.0.0.1:" + text.split("http://127.0.0.1:")[1].split("/")[0].split('"')[0]
    with open(folder + "/budgets.yaml", "w") as out:
        out.write(f'accounts:\n  - {{account: "{stage.vendor}=GAPWATCH_REHEARSAL_KEY", in_flight: 36}}\n')
    with open(folder + "/clock", "w") as out:
        out.write("+0")


def enrol(stage, stores):
    """One membership for all stores: tokens are used once, and certificates hold for each."""
    stage.store = stores[0]
    stage.coordinator()
    time.sleep(1)
    for name, words in [("me", ["house", "--client"])] + [
            (f"w{index}", ["house", "--name", f"w-{index}"]) for index in range(WORKER_COUNT)]:
        token = stage.call("enrol", *words, "--store", stage.store, "--identity", "identity").stdout.strip()
        joined = stage.wait(lambda: stage.call(
            "join", token, "--connect", f"{COORDINATOR}:{PORT}", "--folder", name,
            check=False).returncode == 0, 30)
        if not joined:
            raise SystemExit(f"{name} cannot join")
    stage.processes.pop("coordinator").terminate()
    time.sleep(1)


class Faults:
    def __init__(self, stage, draw, kinds):
        self.stage, self.draw, self.counts = stage, draw, {}
        menu = {
            "kill": [self.kill_worker, self.kill_coordinator],
            "stop": [self.stop_worker, self.stop_coordinator],
            "cut": [self.cut, self.cut_up, self.cut_down, self.reset],
            "loss": [self.loss], "link": [self.slow, self.trickle, self.hold, self.tear], "disk": [self.disk], "clock": [self.jump]}
        self.menu = [act for kind in kinds for act in menu[kind]]

    def one(self):
        act = self.draw.choice(self.menu)
        name = act.__doc__
        self.counts[name] = self.counts.get(name, 0) + 1
        self.stage.log.write(f"--- {name}\n")
        self.stage.log.flush()
        act()

    def again(self):
        """Whatever has ended is started again, as an operator or systemd would."""
        for name, process in list(self.stage.processes.items()):
            if process.poll() is None:
                continue
            if name == "coordinator":
                self.stage.coordinator()
            elif name.startswith("worker"):
                self.stage.worker(int(name.split()[1]))
            elif name == "link":
                self.stage.link()
            else:
                raise SystemExit(f"{name} ended")

    def kill(self, name):
        self.stage.processes[name].kill()
        self.stage.processes[name].wait()
        time.sleep(self.draw.uniform(0, 2))
        self.again()

    def some_worker(self):
        return f"worker {self.draw.randrange(WORKER_COUNT)}"

    def kill_worker(self):
        "worker killed"
        self.kill(self.some_worker())

    def kill_coordinator(self):
        "coordinator killed"
        self.kill("coordinator")

    def pause(self, name, seconds):
        process = self.stage.processes[name]
        process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        process.send_signal(signal.SIGCONT)

    def stop_worker(self):
        "worker stopped for a while"
        self.pause(self.some_worker(), self.draw.uniform(1, 8))

    def stop_coordinator(self):
        "coordinator stopped for a while"
        self.pause("coordinator", self.draw.uniform(1, 8))

    def cutting(self, hook, rule, longest=20):
        self.stage.net.filter(hook, rule)
        time.sleep(self.draw.uniform(1, longest))
        self.stage.net.heal()

    def cut(self):
        "silent cut"
        self.cutting("input", f"tcp dport {PORT} drop")

    def cut_up(self):
        "one-way cut, workers unheard"
        self.cutting("input", f"tcp dport {PORT} tcp flags & (syn|ack) == ack drop", 8)

    def cut_down(self):
        "one-way cut, coordinator unheard"
        self.cutting("output", f"tcp sport {PORT} drop")

    def reset(self):
        "connections reset"
        self.cutting("input", f"tcp dport {PORT} reject with tcp reset", 4)

    def loss(self):
        "a third of all packets lost"
        self.cutting("input", f"tcp dport {PORT} numgen random mod 100 < 33 drop")

    def bending(self, mode):
        self.stage.bend(mode)
        time.sleep(self.draw.uniform(2, 20))
        self.stage.bend("pass")

    def slow(self):
        "link with delays of up to 2 s"
        self.bending("slow")

    def trickle(self):
        "link that trickles"
        self.bending("trickle")

    def hold(self):
        "link that delivers one way only"
        self.bending("hold")

    def tear(self):
        "link that breaks in the middle of frames"
        self.bending("tear")

    def disk(self):
        "disk full"
        path = self.stage.books + "/ballast"
        with open(path, "wb", buffering=0) as out:
            try:
                while True:
                    out.write(bytes(64 << 10))
            except OSError:
                pass
        time.sleep(self.draw.uniform(1, 5))
        os.unlink(path)
        self.again()

    def jump(self):
        "clock jumped"
        with open(self.stage.folder + "/clock", "w") as out:
            out.write(self.draw.choice(["+3600s", "-7200s", "+86400s", "+0"]))


def every_commit(stage, expected):
    """One run for each commit there is, until a run has fewer commits than that."""
    enrolled = stage.books + "/enrolled.sqlite"
    os.rename(stage.books + "/hit.sqlite", enrolled)
    for who in ("coordinator", "worker"):
        number, died = 0, True
        while died:
            number += 1
            died = one_commit(stage, who, number, enrolled, expected)
        print(f"{number - 1:4d} × {who} killed between a commit and what follows it: all is well", flush=True)


def one_commit(stage, who, number, enrolled, expected):
    """Whether the process came as far as that commit."""
    stage.store = stage.books + "/hit.sqlite"
    shutil.copy(enrolled, stage.store)
    for index in range(WORKER_COUNT):
        shutil.rmtree(f"{stage.folder}/w{index}/spool", ignore_errors=True)
    death = ["--die-at-commit", str(number)]
    vendors = stage.processes["vendors"]
    stage.link()
    stage.coordinator(*(death if who == "coordinator" else []))
    # With one worker, all that is done is done by the one that dies.
    stage.worker(1, *(death if who == "worker" else []))
    target = stage.processes["coordinator" if who == "coordinator" else "worker 1"]
    died, submitted = False, False
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if target.poll() is not None and not died:
            died = True
            stage.coordinator() if who == "coordinator" else stage.worker(1)
        if not submitted:
            submitted = stage.call(
                "submit", "pack", "--models", "roster.yaml", "--no-planted", *stage.me,
                check=False).returncode == 0
        elif stage.is_done():
            break
        time.sleep(0.05)
    else:
        raise SystemExit(f"commit {number} of the {who}: the run does not end")
    audit = json.loads(stage.call("audit", "--json", "--store", stage.store, check=False).stdout)
    if not audit["sound"]:
        raise SystemExit(f"commit {number} of the {who}: audit: " + "; ".join(audit["faults"][:5]))
    if stage.measured() != expected:
        raise SystemExit(f"commit {number} of the {who}: the numbers differ")
    stage.processes.pop("vendors")
    stage.stop()
    stage.processes["vendors"] = vendors
    for path in glob.glob(stage.store + "*"):
        if os.path.isfile(path):
            os.unlink(path)
    return died


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--program", required=True)
    options.add_argument("--seconds", type=int, default=120)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--faults", default="kill,stop,cut,loss,link,disk,clock")
    options.add_argument("--every-commit", action="store_true",
                         help="kill between each commit and what follows it, one after the other")
    options.add_argument("--keep", action="store_true", help="leave the folder behind")
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder, net, stage, mounted = tempfile.mkdtemp(), None, None, False
    status = 1
    try:
        net = Net()
        kinds = given.faults.split(",")
        stage = Stage(given.program, folder, net, "clock" in kinds)
        os.mkdir(stage.books)
        size = 96 + given.seconds * 100 // 256
        run("mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs", stage.books)
        mounted = True
        # Three workers at 12 requests each and a quarter of a second: enough samples for the time asked.
        prepare(stage, 1 if given.every_commit else max(20, given.seconds * 100 // (9 * 2 * 2)))
        enrol(stage, [stage.books + "/calm.sqlite"])
        # The membership goes with the books: both runs have the same.
        shutil.copy(stage.books + "/calm.sqlite", stage.books + "/hit.sqlite")
        began = time.monotonic()
        stage.begin(stage.books + "/calm.sqlite")
        if not stage.submit() or not stage.wait(stage.is_done, given.seconds * 6 + 120):
            raise SystemExit("the undisturbed run does not end")
        calm = time.monotonic() - began
        expected = stage.measured()
        vendors = stage.processes.pop("vendors")
        stage.stop()
        os.unlink(stage.books + "/calm.sqlite")
        stage.processes["vendors"] = vendors
        if given.every_commit:
            every_commit(stage, expected)
            status = 0
            return
        stage.begin(stage.books + "/hit.sqlite")
        if not stage.submit():
            raise SystemExit("the run cannot be submitted")
        faults = Faults(stage, random.Random(given.seed), kinds)
        began = time.monotonic()
        while time.monotonic() - began < given.seconds * 3 and not stage.is_done():
            faults.one()
            faults.again()
            time.sleep(faults.draw.uniform(0.5, 4))
        net.heal()
        faults.again()
        ended = stage.wait(stage.is_done, 900)
        hit = time.monotonic() - began
        for name, count in sorted(faults.counts.items()):
            print(f"{count:4d} × {name}")
        if not ended:
            print(json.dumps(stage.status(), indent=1))
            raise SystemExit("the run does not end")
        audit = json.loads(stage.call("audit", "--json", "--store", stage.store, check=False).stdout)
        print(f"{audit['planned']} samples, {audit['records']} records, {audit['alternates']} bought twice, "
              f"{audit['leases']} leases; {calm:.0f} s undisturbed, {hit:.0f} s with faults")
        if not audit["sound"]:
            raise SystemExit("audit: " + "; ".join(audit["faults"][:5]))
        if stage.measured() != expected:
            raise SystemExit("the numbers differ from the undisturbed run's")
        print("all is well: the numbers are those of the undisturbed run, and the books are sound")
        status = 0
    except SystemExit as end:
        print(f"✗ {end} (replay with --seed {given.seed})")
        status = 1
    finally:
        if stage:
            stage.stop()
            if status:
                with open(folder + "/log") as log:
                    print("".join(log.readlines()[-40:]))
        if mounted:
            subprocess.run(["umount", "-l", folder + "/books"])
        if net:
            net.close()
        if given.keep:
            print(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(status)


main()
