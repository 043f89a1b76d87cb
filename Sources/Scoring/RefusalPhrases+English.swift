extension RefusalPhrases {
    mutating func addEnglish() {
        addEnglishInability()
        addEnglishDeclining()
        addDeliveries(
            "here is|here's|here are|here it is|below is|below are|here you go|please find",
            idioms: " why| the thing| the problem| my concern| where| what i can| how i can"
                + "| the reason| the issue| that| my reason| what i think| my position"
        )
    }

    /// «I can't …», which refuses only with a verb of helping or writing behind it: «I can't come
    /// tonight» may be the message that was asked for.
    ///
    /// «We» is left out for the same reason: companies say it in the texts that models write.
    private mutating func addEnglishInability() {
        let modals =
            "can't|cannot|can not|cant|won't|will not|wont|shouldn't|should not|don't want to"
            + "|do not want to|choose not to|don't feel able to|don't think i can"
            + "|do not think i can|don't think i should|do not think i should|must not|opt not to"
            + "|have decided not to|have chosen not to|'ve decided not to|'ve chosen not to"
        let states =
            "unable to|not able to|not going to|not willing to|unwilling to|not prepared to"
            + "|not permitted to|not allowed to|not in a position to|choosing not to|opting not to"
            + "|reluctant to|hesitant to"
        let being = states.split(separator: "|").flatMap { state in
            ["i'm \(state)", "i am \(state)", "im \(state)"]
        }
        let able = modals.split(separator: "|").map { $0.first == "'" ? "i\($0)" : "i \($0)" }
        add(
            (able + being).joined(separator: "|"),
            closers: Self.englishVerbs,
            idioms: Self.englishIdioms,
            reach: 34,
            standsAlone: true
        )
        add(
            "can't|cannot|won't|will not|unable to|not able to",
            closers: Self.englishVerbs,
            idioms: Self.englishIdioms,
            reach: 34,
            isAtStart: true
        )
        add(
            "i'm not|i am not",
            closers: "writing|drafting|creating|producing|providing|helping|doing th|making th",
            reach: 2
        )
    }

    /// «I must decline», which refuses whatever follows.
    private mutating func addEnglishDeclining() {
        let ways =
            "i must|i have to|i need to|i'll have to|i will have to|i'm going to|i am going to"
            + "|i'd like to|i would like to|i want to|i choose to|i'm choosing to"
            + "|i am choosing to|i've decided to|i have decided to|i'd prefer to"
        add(
            ways,
            closers:
                "declin|say no|pass on th|turn th|turn down|turn it down",
            reach: 26
        )
        add(
            "i decline|i'll decline|i will decline|i'd decline|i'm declining|i am declining"
                + "|i respectfully decline|i'd respectfully decline|i politely decline"
                + "|i'm refusing|i am refusing|i respectfully refuse|i wouldn't feel right"
                + "|i would not feel right|my choice is to decline|my decision is to decline"
                + "|i'm not comfortable|i am not comfortable|i don't feel comfortable"
                + "|i do not feel comfortable|i'm uncomfortable|i don't feel right|i'd rather not"
                + "|i would rather not|i'd prefer not to|i would prefer not to"
                + "|not something i can|not something i'm able|not something i am able"
                + "|not something i'm willing|not something i am willing|not something i will"
                + "|not something i'll|not something i'm comfortable|goes against my guidelines"
                + "|goes against my values|goes against my principles|goes against my programming"
                + "|against my guidelines|violates my guidelines|violate my guidelines"
                + "|conflicts with my values|conflicts with my guidelines|my answer is no"
                + "|sorry, but no|sorry, no|i'll pass on this|i'll have to pass"
                + "|i don't write content|i don't create content|i don't produce content"
                + "|i don't generate content|i do not create content"
        )
        add(
            "i refuse|i must refuse|i have to refuse|i need to refuse|i'll have to refuse",
            idioms: " to let| to accept| to be | to believe| to give up| to go| to apolog"
                + "| to compromise| to say goodbye| to settle| to grow"
        )
        add(
            "declined|declining|decline|refused|respectfully declining",
            closers: "this|to |that|your req|the req",
            reach: 2,
            isAtStart: true,
            standsAlone: true
        )
    }

    /// Beginnings of verbs, so that `writ` reads both «write» and «writing».
    private static let englishVerbs =
        "help|assist|provid|comply|complete|fulfil|generat|produc|creat|writ|draft|compos|do that"
        + "|do this|do so|do it|do what|engag|participat|take part|be part|be a part|be helpful"
        + "|support that|support this req|support this kind|support creat|offer that|offer this"
        + "|offer help|offer assist|offer advice|offer guid|offer instruct|offer text|offer copy"
        + "|offer a |give you|give that|give instruct|give advice|give guid|give information"
        + "|share that|share this|share inform|share instruct|share detail|discuss|answer that"
        + "|answer this|answer your|answer the|continu|proceed|go along|in good conscience"
        + "|facilitat|carry out|carry that|explain how to|make that|make this|make such|make fun"
        + "|make light|accommodat|satisfy|respond to|entertain|endors|contribut|advise on"
        + "|follow th|act on|agree to|work on|role-play|roleplay|argue that|argue for|argue agai"
        + "|argue your|argue this|arguing|advocat|promot|minimiz|minimis|downplay|justify|defend"
        + "|encourag|claim that|design|script|frame|present this|word this|phrase|rewrit"
        + "|tell people|tell children|tell visitors|tell customers|tell readers|mislead"
        + "|recommend that you|supply|walk you|tell you how to|teach|grant|honor th|honor your"
        + "|honour th|honour your|perform|execut|plan th"

    private static let englishIdioms =
        " help but| help notic| help feel| help think| help wonder| help being| wait| stress"
        + "| emphasi| overstate| overemphas| imagine| think of| believe| see | lie| pretend"
        + "| sugarcoat| speak for| guarantee| promise| predict| verify| bore| thank| help it"
        + "| argue with| take credit| help myself| express how| do it alone| do this alone"
        + "| do it without| do this without| frame it better"
}
