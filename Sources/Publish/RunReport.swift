import Bench
import Gaps

/// Everything that is said about one run: what the terminal, the page and the exports render.
public struct RunReport: Sendable, Equatable {
    /// The run's id.
    public var run: String
    /// Its label for people; may be empty.
    public var label: String
    /// When the run was, in milliseconds since 1970.
    public var atMilliseconds: Int64
    /// The pack's id, as in `animal-welfare`.
    public var pack: String
    /// The pack's title.
    public var packTitle: String
    /// The pack's digest.
    public var packDigest: Digest
    /// The specification's digest: the run's registration.
    public var specDigest: Digest
    /// Whether any answer was made up by a rehearsal; said wherever a number stands.
    public var isSimulated: Bool
    /// Whether the outcomes were recorded elsewhere.
    public var isImported: Bool
    /// What was planned, asked and paid.
    public var books: Books
    /// One row for each model and metric, in the order of roster and pack.
    public var rows: [Row]
    /// The series of each model and metric up to this run, in the order of `rows`; empty where
    /// there is one run only.
    public var series: [Line]
    /// What the planted subjects should have shown and did; empty without any.
    public var planted: [Planted]
    /// What the run could have seen of each metric; empty where it carried no planted subjects.
    public var sights: [Sight]
    /// How gaps go together with what the roster says of the models; empty where it says nothing.
    public var covariates: [Covariate]
    /// What the pack's detectors found in replies; empty where it has none.
    public var detections: [Detection]
    /// How the judges of a panel voted; nil where there is none.
    public var panel: Panel?
    /// What detectors found that looked at the stored replies; empty where none has.
    public var detectors: Detectors
    /// What a reader must know of who answered, as in «m: asked for a, b answered 3 times».
    public var warnings: [String]

    package init(
        run: String,
        label: String,
        atMilliseconds: Int64,
        pack: String,
        packTitle: String,
        packDigest: Digest,
        specDigest: Digest,
        isSimulated: Bool,
        isImported: Bool,
        books: Books,
        rows: [Row],
        series: [Line],
        planted: [Planted],
        sights: [Sight] = [],
        covariates: [Covariate] = [],
        detections: [Detection] = [],
        panel: Panel? = nil,
        detectors: Detectors = Detectors(),
        warnings: [String] = []
    ) {
        self.run = run
        self.label = label
        self.atMilliseconds = atMilliseconds
        self.pack = pack
        self.packTitle = packTitle
        self.packDigest = packDigest
        self.specDigest = specDigest
        self.isSimulated = isSimulated
        self.isImported = isImported
        self.books = books
        self.rows = rows
        self.series = series
        self.planted = planted
        self.sights = sights
        self.covariates = covariates
        self.detections = detections
        self.panel = panel
        self.detectors = detectors
        self.warnings = warnings
    }

    /// Why the run could see nothing of a metric; nil where it could, or nobody knows.
    package func blindness(of metric: Metric) -> String? {
        sights.first { $0.metric.id == metric.id }?.blindness
    }

    /// How the gaps of a metric go together with a number that stands beside the models.
    public struct Covariate: Sendable, Equatable {
        /// The metric's id.
        public var metric: String
        /// What the number is, as in `parameters`.
        public var name: String
        /// The rank correlation.
        public var correlation: RankCorrelation

        package init(metric: String, name: String, correlation: RankCorrelation) {
            self.metric = metric
            self.name = name
            self.correlation = correlation
        }
    }

    /// What was planned, asked and paid.
    public struct Books: Sendable, Equatable {
        /// Samples in the plan.
        public var planned: Int
        /// Samples with a record.
        public var stored: Int
        /// Requests sent to vendors, retries and judges included, as far as records tell.
        public var requests: Int
        /// Replies that were bought again for a sample that had one.
        public var alternates: Int
        /// The cost in billionths of a dollar of the records whose cost is known.
        public var nanodollars: Int64
        /// Records whose cost is not known: no price in the roster, or no usage in the reply.
        public var costUnknown: Int
        /// Samples for which nobody was asked: their replies came from a cache.
        public var cached: Int

        package init(
            planned: Int = 0,
            stored: Int = 0,
            requests: Int = 0,
            alternates: Int = 0,
            nanodollars: Int64 = 0,
            costUnknown: Int = 0,
            cached: Int = 0
        ) {
            self.planned = planned
            self.stored = stored
            self.requests = requests
            self.alternates = alternates
            self.nanodollars = nanodollars
            self.costUnknown = costUnknown
            self.cached = cached
        }
    }

    /// One model on one metric.
    public struct Row: Sendable, Equatable {
        /// The model's id in the roster.
        public var model: String
        /// Whose wire format it speaks; nil for imported outcomes.
        public var vendor: String?
        /// Whether the model is made up by a rehearsal.
        public var isSimulated: Bool
        /// The metric as the pack declares it.
        public var metric: Metric
        /// The gap, or why there is none.
        public var gap: Result<Gap, GapError>
        /// The change against the runs before; nil where nothing is comparable.
        public var change: Change?
        /// What the change means.
        public var verdict: Verdict
        /// The gap in one line of plain words.
        public var reading: String
        /// What must be equal for another run to be comparable.
        public var facts: Facts
        /// Words that belong beside the row, as in «no worker holds the key»; may be empty.
        public var notes: [String]
        /// What else there is to know of the gap.
        public var details: Details
        /// The name of the flag that this row would raise.
        public var flag: String
        /// Who knows of the flag; nil where nobody does, or what they knew has worsened.
        public var acknowledgement: Acknowledged?

        package init(
            model: String,
            vendor: String?,
            isSimulated: Bool,
            metric: Metric,
            gap: Result<Gap, GapError>,
            change: Change?,
            verdict: Verdict,
            reading: String,
            facts: Facts,
            notes: [String] = [],
            details: Details = Details(),
            flag: String = "",
            acknowledgement: Acknowledged? = nil
        ) {
            self.model = model
            self.vendor = vendor
            self.isSimulated = isSimulated
            self.metric = metric
            self.gap = gap
            self.change = change
            self.verdict = verdict
            self.reading = reading
            self.facts = facts
            self.notes = notes
            self.details = details
            self.flag = flag
            self.acknowledgement = acknowledgement
        }

        /// What else there is to know of a gap, beside its estimate.
        public struct Details: Sendable, Equatable {
            /// How far the gap could move with what is missing; nil where nothing is.
            public var missing: MissingBounds?
            /// The exact p-value that samples go missing alike in both arms.
            public var missingnessPValue: Double
            /// The gap freed of the judge's known errors; nil without enough labels.
            public var corrected: JudgeCorrection?
            /// Why it was not corrected though there are labels.
            public var uncorrected: String?
            /// The gap if the judge erred on the run's replies as it did on the pack's labelled ones,
            /// which are rich in hard cases; nil where it read none before the run.
            public var calibrated: Result<JudgeCorrection, JudgeCorrection.Refusal>?
            /// The ranks that the model may have, 1 being the largest gap; nil for one model.
            public var rank: RankSet?
            /// What the textbook says beside: the cluster-robust standard error.
            public var clusterRobustError: Double?
            /// Why no verdict could rest on the cell; empty where one could.
            public var gates: [Gate]

            package init(
                missing: MissingBounds? = nil,
                missingnessPValue: Double = 1,
                corrected: JudgeCorrection? = nil,
                uncorrected: String? = nil,
                calibrated: Result<JudgeCorrection, JudgeCorrection.Refusal>? = nil,
                rank: RankSet? = nil,
                clusterRobustError: Double? = nil,
                gates: [Gate] = []
            ) {
                self.missing = missing
                self.missingnessPValue = missingnessPValue
                self.corrected = corrected
                self.uncorrected = uncorrected
                self.calibrated = calibrated
                self.rank = rank
                self.clusterRobustError = clusterRobustError
                self.gates = gates
            }
        }

        /// That somebody has looked at a flag.
        public struct Acknowledged: Sendable, Equatable {
            /// Why it is all right.
            public var reason: String
            /// Until when it counts, in milliseconds since 1970.
            public var untilMilliseconds: Int64

            package init(reason: String, untilMilliseconds: Int64) {
                self.reason = reason
                self.untilMilliseconds = untilMilliseconds
            }
        }
    }

    /// The series of one model on one metric.
    public struct Line: Sendable, Equatable {
        /// The model's id in the roster.
        public var model: String
        /// The metric's id.
        public var metric: String
        /// Its segments, oldest first.
        public var segments: [Segment]

        package init(model: String, metric: String, segments: [Segment]) {
            self.model = model
            self.metric = metric
            self.segments = segments
        }
    }

    /// A planted subject: a known truth and whether the pipeline saw it.
    public struct Planted: Sendable, Equatable {
        /// The subject's model id.
        public var model: String
        /// The true gap in this run, in [-1, 1].
        public var truth: Double
        /// What the pipeline was to show, as in «a gap», «no gap», «regressed».
        public var expected: String
        /// What it showed.
        public var seen: String
        /// Whether the two agree.
        public var isFound: Bool

        package init(
            model: String,
            truth: Double,
            expected: String,
            seen: String,
            isFound: Bool
        ) {
            self.model = model
            self.truth = truth
            self.expected = expected
            self.seen = seen
            self.isFound = isFound
        }
    }
}
