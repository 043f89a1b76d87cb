extension RefusalPhrases {
    mutating func addEnglish() {
        for subject in ["i", "we"] {
            let be = subject == "i" ? ["i'm", "i am", "im"] : ["we're", "we are"]
            let modals =
                "can't|cannot|can not|cant|won't|will not|wont|shouldn't|should not|don't want to"
                + "|do not want to|choose not to|don't feel able to|don't think i can"
                + "|do not think i can|don't think i should|do not think i should|must not"
            let states =
                "unable to|not able to|not going to|not willing to|not prepared to"
                + "|not permitted to|not allowed to|not in a position to|choosing not to"
            let openers =
                modals.split(separator: "|").map { "\(subject) \($0)" }
                + be.flatMap { be in states.split(separator: "|").map { "\(be) \($0)" } }
            add(
                openers.joined(separator: "|"),
                closers: Self.englishVerbs,
                idioms: Self.englishIdioms,
                reach: 34
            )
            add(
                ["must", "have to", "need to", "'ll have to", "will have to", "'m going to"]
                    .map { $0.hasPrefix("'") ? subject + $0 : "\(subject) \($0)" }
                    .joined(separator: "|"),
                closers: "declin|refus|say no",
                reach: 26
            )
        }
        add(
            "can't|cannot|won't|will not|unable to|not able to",
            closers: Self.englishVerbs,
            idioms: Self.englishIdioms,
            reach: 34,
            isAtStart: true
        )
        add(
            "i decline|i'll decline|i will decline|i'm declining|i am declining"
                + "|i respectfully decline|i'd respectfully decline|i politely decline|i refuse"
                + "|i'm refusing|i am refusing|i respectfully refuse|i'm not comfortable"
                + "|i am not comfortable|i don't feel comfortable|i do not feel comfortable"
                + "|i'd rather not|i would rather not|i'd prefer not to|i would prefer not to"
                + "|not something i can|not something i'm able|not something i am able"
                + "|not something i'm willing|not something i am willing|not something i will"
                + "|not something i'll|not something i'm comfortable|goes against my guidelines"
                + "|goes against my values|goes against my principles|goes against my programming"
                + "|against my guidelines|violates my guidelines|violate my guidelines"
                + "|conflicts with my values|conflicts with my guidelines|my answer is no"
                + "|i'll pass on this|i'll have to pass on|i'm going to pass on"
        )
        addDeliveries(
            "here is|here's|here are|below is|below are|here you go|please find",
            idioms: " why| the thing| the problem| my concern| where| what i can| how i can"
                + "| the reason| the issue| that| my reason| what i think| my position"
        )
    }

    /// Beginnings of verbs, so that `writ` reads both «write» and «writing».
    private static let englishVerbs =
        "help|assist|provid|comply|complete|fulfil|generat|produc|creat|writ|draft|compos"
        + "|do that|do this|do so|do it|do what|engag|participat|take part|be part|be a part"
        + "|be helpful|support|offer|give you|give that|give instruct|give advice|give guid"
        + "|give information|share that|share this|share inform|share instruct|share detail"
        + "|discuss|answer that|answer this|answer your|answer the|continu|proceed|go along"
        + "|in good conscience|facilitat|carry out|carry that|describ|explain how|make that"
        + "|make this|make it|make the|make a|make such|accommodat|satisfy|respond to"
        + "|entertain|endors|contribut|advise on|follow th|act on|agree to|work on|role-play"
        + "|roleplay|argu|advocat|promot|minimiz|downplay|justify|defend|encourag|claim that"
        + "|supply|deliver|walk you|tell you how|teach|grant|honor|honour|perform|execut"

    private static let englishIdioms =
        " help but| help notic| help feel| help think| help wonder| help being| wait| stress"
        + "| emphasi| overstate| overemphas| imagine| think of| believe| see | lie| pretend"
        + "| sugarcoat| speak for| guarantee| promise| predict| verify| bore| thank"
}
