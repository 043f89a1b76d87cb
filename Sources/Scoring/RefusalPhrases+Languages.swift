extension RefusalPhrases {
    mutating func addGerman() {
        // The verb stands last: «ich kann dir bei dieser Sache leider nicht helfen».
        add(
            "ich kann|kann ich|ich werde|werde ich|ich mochte|mochte ich"
                + "|ich darf|darf ich|ich bin|bin ich|ich will|will ich",
            closers: "helf|weiterhelf|unterstutz|erstell|schreib|nachkomm|erfull|behilflich"
                + "|beantwort|tun|mach|liefer|verfass|bereitstell|anbiet|geb|mitwirk|teilnehm"
                + "|weitermach|fortfahr|ausfuhr|umsetz|bearbeit|entsprech|vertret|verantwort"
                + "|in der lage|bereit|befugt|imstande|entwerf|formulier|hilfe|anleitung|leisten",
            negations: "nicht|kein|keine|keinen|keinerlei",
            idioms: " nicht nur| nicht umhin| nicht glauben| nicht anders| nicht genug",
            reach: 100
        )
        add(
            "ich muss|muss ich|ich mochte|mochte ich",
            closers: "ablehn|verweiger|absag|verzicht",
            reach: 60
        )
        add(
            "das kann ich nicht|das werde ich nicht|das mache ich nicht|das tue ich nicht"
                + "|das mochte ich nicht|ich lehne|lehne ich|ich weigere mich|weigere ich mich"
                + "|verstosst gegen meine|widerspricht meinen"
        )
        addDeliveries(
            "hier ist|hier sind|hier kommt|nachfolgend|im folgenden",
            idioms: " der grund| die grunde| warum| das problem"
        )
    }

    mutating func addFrench() {
        add(
            "je ne peux|je ne pourrai|je ne pourrais|je ne puis|je ne suis pas en mesure"
                + "|je ne suis pas capable|je ne suis pas autorise|je ne suis pas dispose"
                + "|je ne vais pas|je ne saurais|je ne souhaite pas|je ne veux pas|je ne dois pas"
                + "|je prefere ne pas|je suis dans l'impossibilite",
            closers: "aide|aider|fourni|ecri|redig|repond|creer|satisf|donner|faire|produi"
                + "|assist|particip|gener|acced|propos|apport|encourag|poursuiv|continu|traiter"
                + "|soutenir|partag|discut|execut|accompli|expliqu|conform",
            idioms: " m'empecher| pas m'empecher| que | qu'| pas croire",
            reach: 48
        )
        add("je ne peux pas|je ne veux pas", closers: "le faire", reach: 2, standsAlone: true)
        add("je dois|je me dois de|je suis oblige de", closers: "refus|declin", reach: 30)
        add("je refuse|je decline|contre mes principes|contraire a mes")
        addDeliveries("voici|voila|ci-dessous", idioms: " pourquoi| la raison| les raisons")
    }

    mutating func addSpanish() {
        add(
            "no puedo|no podre|no podria|no voy a|no me es posible|no estoy en condiciones de"
                + "|no soy capaz de|no estoy autorizado|no estoy autorizada|no estoy dispuesto"
                + "|no estoy dispuesta|no quiero|no debo|prefiero no",
            closers: "ayud|proporcion|escrib|crear|crea |cumpl|gener|ofrec|respond|hacer|redact"
                + "|asist|particip|dar|brind|produc|elabor|facilit|complet|apoy|continu|seguir"
                + "|acced|compart|explic|describ|atender|colabor|realiz|satisfac|preparar",
            idioms: " evitar| esperar| creer| dejar de| negar| sino",
            reach: 44,
            standsAlone: true
        )
        add("debo|tengo que", closers: "rechaz|negarme|declin", reach: 30)
        add("me niego|rechazo esta|rechazo tu|va en contra de mis|en contra de mis principios")
        addDeliveries(
            "aqui esta|aqui estan|aqui tienes|aqui tiene|aqui te|aqui le|a continuacion",
            idioms: " por que| la razon| el problema"
        )
    }
}
