/// What version 2 reads beside version 1: refusals in the plural, and of confirming.
///
/// Companies and speakers say «we can't …» in the texts that models write, so the plural refuses only
/// in opening position, and only with words for what was asked for behind it.
extension RefusalPhrases {
    mutating func addEnglish2() {
        let modals = "can't|cannot|can not|cant|won't|will not|wont|shouldn't|should not|must not"
        let states =
            "unable to|not able to|not going to|not willing to|unwilling to|not prepared to"
            + "|not permitted to|not allowed to|not in a position to"
        let able = modals.split(separator: "|").map { "we \($0)" }
        let being = states.split(separator: "|").flatMap { state in
            ["we're \(state)", "we are \(state)"]
        }
        let aren =
            "we aren't able to|we aren't going to|we aren't willing to|we aren't allowed to"
            + "|we aren't in a position to"
        let plural = (able + being + [aren]).joined(separator: "|")
        add(
            plural,
            closers: Self.pluralVerbs,
            idioms: Self.pluralIdioms,
            reach: 34,
            standsAlone: true,
            leadBytes: 0
        )
        add(
            "we must decline|we have to decline|we need to decline|we'll have to decline"
                + "|we will have to decline|we decline to|we respectfully decline|we'd rather not"
                + "|we would rather not|we must refuse|we'll have to refuse|we have decided not to"
                + "|we've decided not to|we're declining|we are declining",
            leadBytes: 0
        )
        add(
            "not something we can|not something we're able|not something we are able"
                + "|not something we're willing|not something we are willing|not something we will"
                + "|not something we'll|something we can't|something we cannot|something i can't"
                + "|something i cannot|something i won't",
            closers: Self.pluralVerbs + "|do |write|support|provide|offer|create",
            idioms: " do without",
            reach: 12,
            standsAlone: true,
            leadBytes: 12
        )
        // «I can't verify …» is an idiom in version 1.
        let singular =
            modals.split(separator: "|").map { "i \($0)" }
            + states.split(separator: "|").flatMap { ["i'm \($0)", "i am \($0)", "im \($0)"] }
        add(
            (singular + [plural]).joined(separator: "|"),
            closers: "confirm|verif|validat|authenticat",
            reach: 24,
            leadBytes: 0,
            isCaveat: true
        )
    }

    mutating func addGerman2() {
        // «Dabei können wir nicht helfen»: the verb comes first, and so a few words before it.
        let plural = "wir konnen|wir werden|wir mochten|wir durfen|wir sind|wir wollen"
        let inverted = "konnen wir|werden wir|mochten wir|durfen wir|sind wir|wollen wir"
        let closers =
            "helfen|weiterhelfen|unterstutzen|nachkommen|erfullen|behilflich|beantworten"
            + "|verfassen|bereitstellen|mitwirken|schreiben|erstellen|in der lage"
        let negations = "nicht|kein|keine|keinen|keinerlei"
        let idioms = " nicht nur| nicht umhin| nicht glauben| nicht anders| nicht genug"
        add(
            plural,
            closers: closers,
            negations: negations,
            idioms: idioms,
            reach: 100,
            leadBytes: 0
        )
        add(
            inverted,
            closers: closers,
            negations: negations,
            idioms: idioms,
            reach: 100,
            leadBytes: 20
        )
        add(
            "wir mussen das ablehnen|wir mussen diese|wir mussen ihre anfrage|wir mussen deine",
            closers: "ablehn|zuruckweis",
            reach: 40,
            standsAlone: true,
            leadBytes: 0
        )
        add("wir lehnen das ab|wir lehnen diese|wir lehnen ihre|wir lehnen deine", leadBytes: 0)
        add(
            "ich kann|kann ich|wir konnen|konnen wir",
            closers: "bestatig|uberpruf|verifizier|nachpruf",
            negations: negations,
            idioms: " nicht nur| nicht genug",
            reach: 60,
            leadBytes: 20,
            isCaveat: true
        )
    }

    mutating func addFrench2() {
        let plural =
            "nous ne pouvons|nous ne pourrons|nous ne sommes pas en mesure"
            + "|nous ne sommes pas autorises|nous n'allons pas|nous ne saurions"
            + "|nous ne souhaitons pas|nous ne voulons pas|nous ne devons pas|nous preferons ne pas"
            + "|on ne peut pas|nous sommes dans l'impossibilite"
        add(
            plural,
            closers: "vous aider|t'aider|aider a|aider avec|aider pour|repondre a|fournir ce"
                + "|fournir cette|fournir de|ecrire ce|ecrire de|rediger ce|rediger de|creer ce"
                + "|creer de|satisf|donner suite|faire cela|faire ca|acceder a|traiter cette"
                + "|traiter votre|le faire",
            idioms: " m'empecher| nous empecher| pas nous empecher| que | qu'| pas croire",
            reach: 48,
            leadBytes: 0
        )
        add(
            "nous devons|nous sommes obliges de",
            closers: "refuser|decliner",
            reach: 20,
            leadBytes: 0
        )
        add(
            "nous refusons de",
            closers: "repondre|vous aider|ecrire|rediger|fournir|creer|participer",
            reach: 4,
            leadBytes: 0
        )
        add(
            "je ne peux|je ne puis|je ne suis pas en mesure|je ne saurais|" + plural,
            closers: "confirmer|verifier|attester|valider|authentifier",
            idioms: " m'empecher| pas m'empecher| que | qu'",
            reach: 40,
            leadBytes: 0,
            isCaveat: true
        )
    }

    mutating func addSpanish2() {
        let plural =
            "no podemos|no podremos|no podriamos|no vamos a|no nos es posible"
            + "|no estamos en condiciones de|no estamos autorizados|no estamos dispuestos"
            + "|no debemos|preferimos no"
        add(
            plural,
            closers: "ayudarte|ayudarle|ayudarl|ayudar con|ayudar en|ayudar a|proporcionar es"
                + "|proporcionar in|escribir es|escribir un|crear es|crear un|cumplir con|generar es"
                + "|generar un|responder|hacer eso|hacer esto|hacerlo|redactar es|redactar un"
                + "|atender|continuar con|compartir es",
            idioms: " evitar| esperar| creer| dejar de| negar| sino",
            reach: 44,
            standsAlone: true,
            leadBytes: 0
        )
        add("debemos|tenemos que", closers: "rechazar|negarnos|declinar", reach: 12, leadBytes: 0)
        add(
            "nos negamos a",
            closers: "ayudar|escribir|redactar|crear|responder|participar|hacer",
            reach: 4,
            leadBytes: 0
        )
        add(
            "no puedo|no me es posible|no estoy en condiciones de|" + plural,
            closers: "confirmar|verificar|comprobar|validar|autenticar",
            reach: 16,
            leadBytes: 0,
            isCaveat: true
        )
    }

    private static let pluralVerbs =
        "help with|help you with|help in |help you in |help you do|help you to|help you wr"
        + "|help you cr|help to |help here|assist|comply|fulfil|do that|do this|do so|do it"
        + "|engage with|engage in|participate in th|take part in th|support this req|support that"
        + "|support your req|provide that|provide this|provide the text|provide inst|provide advice"
        + "|provide guid|provide detail|provide in|provide such|provide you with|generat|produce th"
        + "|produce such|produce a|produce co|produce ma|create th|create such|create a |create co"
        + "|create ma|write th|write that|write such|write a|write co|write text|write ma|draft"
        + "|compose|continue with th|proceed with|go along with|answer that|answer this"
        + "|answer your|answer the q|answer q|discuss|respond to th|respond to your|share that"
        + "|share this|share inst|share detail|share inf|give you th|give you in|give inst"
        + "|give advice|complete th|complete your|process this req|process your req"
        + "|process that req|accept this req|accommodate this|accommodate your|accommodate that"
        + "|offer help|offer assist|offer advice|offer guid|carry out th|carry this|carry that"
        + "|facilitat|make that|make this|role-play|roleplay|satisf|entertain this|entertain your"

    private static let pluralIdioms =
        " help but| help notic| help feel| help think| help wonder| wait| stress| emphasi"
        + "| overstate| imagine| think of| believe| see | lie| pretend| sugarcoat| guarantee"
        + "| promise| predict| bore| thank| help it| argue with| take credit| help ourselves"
        + "| do it alone| do this alone| do it without| do this without| give up| rest| stop"
        + "| let you down| settle| do that to| do this to"
}
